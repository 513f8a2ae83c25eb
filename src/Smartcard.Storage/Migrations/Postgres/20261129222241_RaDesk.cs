using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Smartcard.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class RaDesk : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "manner",
                table: "staff_imports",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "Asked");

            migrationBuilder.AddColumn<bool>(
                name: "waits_for_vault",
                table: "staff_imports",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<long>(
                name: "erased_at",
                table: "staff",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "address_changes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    card_id = table.Column<Guid>(type: "uuid", nullable: false),
                    helped_by = table.Column<Guid>(type: "uuid", nullable: false),
                    reason = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    identity_check = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    seen = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    new_address = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_address_changes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "api_tokens",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    scopes = table.Column<int>(type: "integer", maxLength: 32, nullable: false),
                    made_by = table.Column<Guid>(type: "uuid", nullable: false),
                    made_at = table.Column<long>(type: "bigint", nullable: false),
                    expires_at = table.Column<long>(type: "bigint", nullable: false),
                    last_used_at = table.Column<long>(type: "bigint", nullable: true),
                    revoked_at = table.Column<long>(type: "bigint", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_api_tokens", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "legal_holds",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    staff_id = table.Column<Guid>(type: "uuid", nullable: false),
                    reference = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    placed_by = table.Column<Guid>(type: "uuid", nullable: false),
                    placed_at = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_legal_holds", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "wrapped_key_owners",
                columns: table => new
                {
                    wrapped = table.Column<string>(type: "character varying(128)", maxLength: 128, nullable: false),
                    card_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_wrapped_key_owners", x => x.wrapped);
                });

            migrationBuilder.CreateIndex(
                name: "ix_journeys_staff_id",
                table: "journeys",
                column: "staff_id");

            migrationBuilder.CreateIndex(
                name: "ix_address_changes_card_id",
                table: "address_changes",
                column: "card_id");

            migrationBuilder.CreateIndex(
                name: "ix_api_tokens_hash",
                table: "api_tokens",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_legal_holds_staff_id_reference",
                table: "legal_holds",
                columns: new[] { "staff_id", "reference" },
                unique: true);

            // Wrapped keys that are there already are of the cards that have them.
            migrationBuilder.Sql(
                "INSERT INTO wrapped_key_owners (wrapped, card_id) "
                + "SELECT upper(encode(wrapped, 'hex')), min(card_id::text)::uuid FROM card_keys WHERE wrapped IS NOT NULL GROUP BY wrapped;");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "address_changes");

            migrationBuilder.DropTable(
                name: "api_tokens");

            migrationBuilder.DropTable(
                name: "legal_holds");

            migrationBuilder.DropTable(
                name: "wrapped_key_owners");

            migrationBuilder.DropIndex(
                name: "ix_journeys_staff_id",
                table: "journeys");

            migrationBuilder.DropColumn(
                name: "manner",
                table: "staff_imports");

            migrationBuilder.DropColumn(
                name: "waits_for_vault",
                table: "staff_imports");

            migrationBuilder.DropColumn(
                name: "erased_at",
                table: "staff");
        }
    }
}
