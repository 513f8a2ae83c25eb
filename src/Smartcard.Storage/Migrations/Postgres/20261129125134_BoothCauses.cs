using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Smartcard.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class BoothCauses : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "too_old_at",
                table: "pairings",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "claimed_by",
                table: "outgoing_mail",
                type: "character varying(32)",
                maxLength: 32,
                nullable: true);

            migrationBuilder.CreateIndex(
                name: "ix_journey_acts_at",
                table: "journey_acts",
                column: "at",
                filter: "kind = 'ClearQuestions'");

            migrationBuilder.CreateIndex(
                name: "ix_evidence_at",
                table: "evidence",
                column: "at",
                filter: "user_id IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_journey_acts_at",
                table: "journey_acts");

            migrationBuilder.DropIndex(
                name: "ix_evidence_at",
                table: "evidence");

            migrationBuilder.DropColumn(
                name: "too_old_at",
                table: "pairings");

            migrationBuilder.DropColumn(
                name: "claimed_by",
                table: "outgoing_mail");
        }
    }
}
