using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Smartcard.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class QueueAndPeople : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "number",
                table: "staff",
                type: "character varying(32)",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "plain_address",
                table: "registrations",
                type: "character varying(254)",
                maxLength: 254,
                nullable: true,
                computedColumnSql: "lower(address)",
                stored: true);

            migrationBuilder.AddColumn<string>(
                name: "reference",
                table: "journeys",
                type: "character varying(8)",
                maxLength: 8,
                nullable: false,
                computedColumnSql: "right(id::text, 8)",
                stored: true);

            migrationBuilder.AddColumn<string>(
                name: "reference",
                table: "cards",
                type: "character varying(8)",
                maxLength: 8,
                nullable: false,
                computedColumnSql: "right(id::text, 8)",
                stored: true);

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

            migrationBuilder.CreateTable(
                name: "staff_words",
                columns: table => new
                {
                    word = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false, collation: "C"),
                    staff_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_staff_words", x => new { x.word, x.staff_id });
                });

            migrationBuilder.CreateIndex(
                name: "ix_registrations_plain_address",
                table: "registrations",
                column: "plain_address");

            migrationBuilder.CreateIndex(
                name: "ix_outgoing_mail_card_id_created_at",
                table: "outgoing_mail",
                columns: new[] { "card_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_journeys_reference",
                table: "journeys",
                column: "reference");

            migrationBuilder.CreateIndex(
                name: "ix_cards_reference",
                table: "cards",
                column: "reference");

            migrationBuilder.CreateIndex(
                name: "ix_audit_actor_id_at",
                table: "audit",
                columns: new[] { "actor_id", "at" },
                filter: "actor_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_audit_card_id_sequence",
                table: "audit",
                columns: new[] { "card_id", "sequence" },
                filter: "card_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_booth_notes_case_id",
                table: "booth_notes",
                column: "case_id");

            migrationBuilder.CreateIndex(
                name: "ix_staff_words_staff_id_word",
                table: "staff_words",
                columns: new[] { "staff_id", "word" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "booth_claims");

            migrationBuilder.DropTable(
                name: "booth_notes");

            migrationBuilder.DropTable(
                name: "staff_words");

            migrationBuilder.DropIndex(
                name: "ix_registrations_plain_address",
                table: "registrations");

            migrationBuilder.DropIndex(
                name: "ix_outgoing_mail_card_id_created_at",
                table: "outgoing_mail");

            migrationBuilder.DropIndex(
                name: "ix_journeys_reference",
                table: "journeys");

            migrationBuilder.DropIndex(
                name: "ix_cards_reference",
                table: "cards");

            migrationBuilder.DropIndex(
                name: "ix_audit_actor_id_at",
                table: "audit");

            migrationBuilder.DropIndex(
                name: "ix_audit_card_id_sequence",
                table: "audit");

            migrationBuilder.DropColumn(
                name: "plain_address",
                table: "registrations");

            migrationBuilder.DropColumn(
                name: "reference",
                table: "journeys");

            migrationBuilder.DropColumn(
                name: "reference",
                table: "cards");

            migrationBuilder.DropColumn(
                name: "number",
                table: "staff");
        }
    }
}
