using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Smartcard.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CardsAndKeys : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "left_at",
                table: "staff",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "site",
                table: "staff",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "state",
                table: "cards",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "InUse");

            migrationBuilder.AddColumn<string>(
                name: "state_reason",
                table: "cards",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "state_since",
                table: "cards",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "card_keys",
                columns: table => new
                {
                    card_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    wrapped = table.Column<byte[]>(type: "BLOB", maxLength: 64, nullable: true),
                    wrapping_key_id = table.Column<Guid>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_card_keys", x => x.card_id);
                });

            migrationBuilder.CreateTable(
                name: "wrapping_keys",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    transport_key_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    wrapped = table.Column<byte[]>(type: "BLOB", maxLength: 1024, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_wrapping_keys", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_staff_number",
                table: "staff",
                column: "number");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "card_keys");

            migrationBuilder.DropTable(
                name: "wrapping_keys");

            migrationBuilder.DropIndex(
                name: "ix_staff_number",
                table: "staff");

            migrationBuilder.DropColumn(
                name: "left_at",
                table: "staff");

            migrationBuilder.DropColumn(
                name: "site",
                table: "staff");

            migrationBuilder.DropColumn(
                name: "state",
                table: "cards");

            migrationBuilder.DropColumn(
                name: "state_reason",
                table: "cards");

            migrationBuilder.DropColumn(
                name: "state_since",
                table: "cards");
        }
    }
}
