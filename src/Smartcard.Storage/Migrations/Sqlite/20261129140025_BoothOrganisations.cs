using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Smartcard.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class BoothOrganisations : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "organisation",
                table: "users",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "organisation",
                table: "staff_words",
                type: "TEXT",
                maxLength: 200,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<long>(
                name: "too_old_at",
                table: "pairings",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "claimed_by",
                table: "outgoing_mail",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "hour_totals",
                columns: table => new
                {
                    hour = table.Column<long>(type: "INTEGER", nullable: false),
                    begun_in_person = table.Column<int>(type: "INTEGER", nullable: false),
                    begun_registration = table.Column<int>(type: "INTEGER", nullable: false),
                    begun_report = table.Column<int>(type: "INTEGER", nullable: false),
                    begun_unlock = table.Column<int>(type: "INTEGER", nullable: false),
                    cases_closed = table.Column<int>(type: "INTEGER", nullable: false),
                    cases_opened = table.Column<int>(type: "INTEGER", nullable: false),
                    cases_taken = table.Column<int>(type: "INTEGER", nullable: false),
                    frozen = table.Column<int>(type: "INTEGER", nullable: false),
                    handling_seconds = table.Column<long>(type: "INTEGER", nullable: false),
                    in_person_completed = table.Column<int>(type: "INTEGER", nullable: false),
                    locked_out = table.Column<int>(type: "INTEGER", nullable: false),
                    lost_at_card = table.Column<int>(type: "INTEGER", nullable: false),
                    lost_at_code = table.Column<int>(type: "INTEGER", nullable: false),
                    lost_at_done = table.Column<int>(type: "INTEGER", nullable: false),
                    lost_at_passcode = table.Column<int>(type: "INTEGER", nullable: false),
                    lost_at_questions = table.Column<int>(type: "INTEGER", nullable: false),
                    lost_at_start = table.Column<int>(type: "INTEGER", nullable: false),
                    reached_answered = table.Column<int>(type: "INTEGER", nullable: false),
                    reached_code_entered = table.Column<int>(type: "INTEGER", nullable: false),
                    reached_identified = table.Column<int>(type: "INTEGER", nullable: false),
                    registration_abandoned = table.Column<int>(type: "INTEGER", nullable: false),
                    registration_cancelled = table.Column<int>(type: "INTEGER", nullable: false),
                    registration_completed = table.Column<int>(type: "INTEGER", nullable: false),
                    registration_faulted = table.Column<int>(type: "INTEGER", nullable: false),
                    registration_referred = table.Column<int>(type: "INTEGER", nullable: false),
                    registration_stopped = table.Column<int>(type: "INTEGER", nullable: false),
                    reset_seconds = table.Column<long>(type: "INTEGER", nullable: false),
                    unlock_abandoned = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_cancelled = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_completed = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_faulted = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_referred = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_stopped = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time00 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time01 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time02 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time03 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time04 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time05 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time06 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time07 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time08 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time09 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time10 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time11 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time12 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time13 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time14 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time15 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time16 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time17 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time18 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time19 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time20 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time21 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time22 = table.Column<int>(type: "INTEGER", nullable: false),
                    unlock_time23 = table.Column<int>(type: "INTEGER", nullable: false),
                    wait_seconds = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_hour_totals", x => x.hour);
                });

            migrationBuilder.Sql("""
                UPDATE staff_words
                SET organisation = COALESCE((SELECT s.organisation FROM staff s WHERE s.id = staff_words.staff_id), '')
                """);

            migrationBuilder.CreateIndex(
                name: "ix_staff_words_organisation_word_staff_id",
                table: "staff_words",
                columns: new[] { "organisation", "word", "staff_id" });

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

            // The hours that are counted already.
            migrationBuilder.Sql(
                """
                INSERT INTO hour_totals (
                    hour,
                    begun_in_person, begun_registration, begun_report, begun_unlock, cases_closed, cases_opened,
                    cases_taken, frozen, handling_seconds, in_person_completed, locked_out, lost_at_card,
                    lost_at_code, lost_at_done, lost_at_passcode, lost_at_questions, lost_at_start,
                    reached_answered, reached_code_entered, reached_identified, registration_abandoned,
                    registration_cancelled, registration_completed, registration_faulted, registration_referred,
                    registration_stopped, reset_seconds, unlock_abandoned, unlock_cancelled, unlock_completed,
                    unlock_faulted, unlock_referred, unlock_stopped, unlock_time00, unlock_time01,
                    unlock_time02, unlock_time03, unlock_time04, unlock_time05, unlock_time06, unlock_time07,
                    unlock_time08, unlock_time09, unlock_time10, unlock_time11, unlock_time12, unlock_time13,
                    unlock_time14, unlock_time15, unlock_time16, unlock_time17, unlock_time18, unlock_time19,
                    unlock_time20, unlock_time21, unlock_time22, unlock_time23, wait_seconds)
                SELECT
                    hour,
                    SUM(begun_in_person), SUM(begun_registration), SUM(begun_report), SUM(begun_unlock),
                    SUM(cases_closed), SUM(cases_opened), SUM(cases_taken), SUM(frozen), SUM(handling_seconds),
                    SUM(in_person_completed), SUM(locked_out), SUM(lost_at_card), SUM(lost_at_code),
                    SUM(lost_at_done), SUM(lost_at_passcode), SUM(lost_at_questions), SUM(lost_at_start),
                    SUM(reached_answered), SUM(reached_code_entered), SUM(reached_identified),
                    SUM(registration_abandoned), SUM(registration_cancelled), SUM(registration_completed),
                    SUM(registration_faulted), SUM(registration_referred), SUM(registration_stopped),
                    SUM(reset_seconds), SUM(unlock_abandoned), SUM(unlock_cancelled), SUM(unlock_completed),
                    SUM(unlock_faulted), SUM(unlock_referred), SUM(unlock_stopped), SUM(unlock_time00),
                    SUM(unlock_time01), SUM(unlock_time02), SUM(unlock_time03), SUM(unlock_time04),
                    SUM(unlock_time05), SUM(unlock_time06), SUM(unlock_time07), SUM(unlock_time08),
                    SUM(unlock_time09), SUM(unlock_time10), SUM(unlock_time11), SUM(unlock_time12),
                    SUM(unlock_time13), SUM(unlock_time14), SUM(unlock_time15), SUM(unlock_time16),
                    SUM(unlock_time17), SUM(unlock_time18), SUM(unlock_time19), SUM(unlock_time20),
                    SUM(unlock_time21), SUM(unlock_time22), SUM(unlock_time23), SUM(wait_seconds)
                FROM hour_figures
                GROUP BY hour
                """);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "hour_totals");

            migrationBuilder.DropIndex(
                name: "ix_staff_words_organisation_word_staff_id",
                table: "staff_words");

            migrationBuilder.DropIndex(
                name: "ix_journey_acts_at",
                table: "journey_acts");

            migrationBuilder.DropIndex(
                name: "ix_evidence_at",
                table: "evidence");

            migrationBuilder.DropColumn(
                name: "organisation",
                table: "users");

            migrationBuilder.DropColumn(
                name: "organisation",
                table: "staff_words");

            migrationBuilder.DropColumn(
                name: "too_old_at",
                table: "pairings");

            migrationBuilder.DropColumn(
                name: "claimed_by",
                table: "outgoing_mail");
        }
    }
}
