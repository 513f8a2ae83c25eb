using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Smartcard.Storage.Migrations.Postgres
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
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    read_by = table.Column<Guid>(type: "uuid", nullable: false),
                    for_staff = table.Column<Guid>(type: "uuid", nullable: true),
                    started_at = table.Column<long>(type: "bigint", nullable: false),
                    sealed_pairing = table.Column<byte[]>(type: "bytea", nullable: true),
                    pairing_until = table.Column<long>(type: "bigint", nullable: true),
                    type = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    identifier = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    attempts_left = table.Column<int>(type: "integer", nullable: true),
                    public_key = table.Column<byte[]>(type: "bytea", nullable: true),
                    certificate = table.Column<byte[]>(type: "bytea", nullable: true),
                    key_version = table.Column<int>(type: "integer", nullable: true),
                    key_checked_at = table.Column<long>(type: "bigint", nullable: true),
                    key_fits = table.Column<bool>(type: "boolean", nullable: true),
                    given_card = table.Column<Guid>(type: "uuid", nullable: true)
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
