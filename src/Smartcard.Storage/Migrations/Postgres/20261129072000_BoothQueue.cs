using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Smartcard.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class BoothQueue : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "booth_claims",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    since = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_booth_claims", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "booth_notes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    case_id = table.Column<Guid>(type: "uuid", nullable: false),
                    written_by = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    sealed_text = table.Column<byte[]>(type: "bytea", maxLength: 2256, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_booth_notes", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_booth_notes_case_id",
                table: "booth_notes",
                column: "case_id");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "booth_claims");

            migrationBuilder.DropTable(
                name: "booth_notes");
        }
    }
}
