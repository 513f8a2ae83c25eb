using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Smartcard.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class MailDelivery : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "delivery",
                table: "outgoing_mail",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "Unknown");

            migrationBuilder.AddColumn<long>(
                name: "delivery_at",
                table: "outgoing_mail",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "delivery_status",
                table: "outgoing_mail",
                type: "TEXT",
                maxLength: 9,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "sent_again_as",
                table: "outgoing_mail",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_outgoing_mail_delivery_created_at",
                table: "outgoing_mail",
                columns: new[] { "delivery", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_outgoing_mail_journey_id",
                table: "outgoing_mail",
                column: "journey_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_outgoing_mail_delivery_created_at",
                table: "outgoing_mail");

            migrationBuilder.DropIndex(
                name: "ix_outgoing_mail_journey_id",
                table: "outgoing_mail");

            migrationBuilder.DropColumn(
                name: "delivery",
                table: "outgoing_mail");

            migrationBuilder.DropColumn(
                name: "delivery_at",
                table: "outgoing_mail");

            migrationBuilder.DropColumn(
                name: "delivery_status",
                table: "outgoing_mail");

            migrationBuilder.DropColumn(
                name: "sent_again_as",
                table: "outgoing_mail");
        }
    }
}
