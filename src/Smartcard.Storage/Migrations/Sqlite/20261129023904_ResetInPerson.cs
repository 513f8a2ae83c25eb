using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Smartcard.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class ResetInPerson : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "staff_id",
                table: "users",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "user_id",
                table: "evidence",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "place",
                table: "card_tasks",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "in_person_resets",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    card_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    helped_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    identity_check = table.Column<string>(type: "TEXT", maxLength: 100, nullable: false),
                    seen = table.Column<string>(type: "TEXT", maxLength: 200, nullable: false),
                    sealed_pairing = table.Column<byte[]>(type: "BLOB", nullable: true),
                    pairing_until = table.Column<long>(type: "INTEGER", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_in_person_resets", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_evidence_user_id_at",
                table: "evidence",
                columns: new[] { "user_id", "at" },
                filter: "user_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_in_person_resets_card_id",
                table: "in_person_resets",
                column: "card_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "in_person_resets");

            migrationBuilder.DropIndex(
                name: "ix_evidence_user_id_at",
                table: "evidence");

            migrationBuilder.DropColumn(
                name: "staff_id",
                table: "users");

            migrationBuilder.DropColumn(
                name: "user_id",
                table: "evidence");

            migrationBuilder.DropColumn(
                name: "place",
                table: "card_tasks");
        }
    }
}
