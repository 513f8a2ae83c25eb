using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Smartcard.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class CardReadings : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateTable(
                name: "card_readings",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    read_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    for_staff = table.Column<Guid>(type: "TEXT", nullable: true),
                    started_at = table.Column<long>(type: "INTEGER", nullable: false),
                    sealed_pairing = table.Column<byte[]>(type: "BLOB", nullable: true),
                    pairing_until = table.Column<long>(type: "INTEGER", nullable: true),
                    type = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    identifier = table.Column<string>(type: "TEXT", maxLength: 32, nullable: true),
                    attempts_left = table.Column<int>(type: "INTEGER", nullable: true),
                    public_key = table.Column<byte[]>(type: "BLOB", nullable: true),
                    certificate = table.Column<byte[]>(type: "BLOB", nullable: true),
                    key_version = table.Column<int>(type: "INTEGER", nullable: true),
                    key_checked_at = table.Column<long>(type: "INTEGER", nullable: true),
                    key_fits = table.Column<bool>(type: "INTEGER", nullable: true),
                    given_card = table.Column<Guid>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_card_readings", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_card_readings_identifier_key_checked_at",
                table: "card_readings",
                columns: new[] { "identifier", "key_checked_at" });

            migrationBuilder.CreateIndex(
                name: "ix_card_readings_read_by_key_checked_at",
                table: "card_readings",
                columns: new[] { "read_by", "key_checked_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "card_readings");
        }
    }
}
