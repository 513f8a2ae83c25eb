using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Smartcard.Storage.Migrations.Sqlite
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
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "plain_address",
                table: "registrations",
                type: "TEXT",
                maxLength: 254,
                nullable: true,
                computedColumnSql: "lower(address)",
                stored: false);

            migrationBuilder.AddColumn<string>(
                name: "reference",
                table: "journeys",
                type: "TEXT",
                maxLength: 8,
                nullable: false,
                computedColumnSql: "lower(substr(id, -8))",
                stored: false);

            migrationBuilder.AddColumn<string>(
                name: "reference",
                table: "cards",
                type: "TEXT",
                maxLength: 8,
                nullable: false,
                computedColumnSql: "lower(substr(id, -8))",
                stored: false);

            migrationBuilder.CreateTable(
                name: "booth_claims",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    user_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    since = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_booth_claims", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "booth_notes",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    case_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    written_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    sealed_text = table.Column<byte[]>(type: "BLOB", maxLength: 2256, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_booth_notes", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "staff_words",
                columns: table => new
                {
                    word = table.Column<string>(type: "TEXT", maxLength: 40, nullable: false),
                    staff_id = table.Column<Guid>(type: "TEXT", nullable: false)
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
