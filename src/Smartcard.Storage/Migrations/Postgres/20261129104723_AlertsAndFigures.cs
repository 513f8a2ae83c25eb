using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Smartcard.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class AlertsAndFigures : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "text",
                table: "outgoing_mail",
                type: "character varying(8000)",
                maxLength: 8000,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "alert_deliveries",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    alert_id = table.Column<Guid>(type: "uuid", nullable: false),
                    condition = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    change = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    since = table.Column<long>(type: "bigint", nullable: false),
                    value = table.Column<long>(type: "bigint", nullable: false),
                    threshold = table.Column<long>(type: "bigint", nullable: false),
                    created_at = table.Column<long>(type: "bigint", nullable: false),
                    due_at = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    ended_at = table.Column<long>(type: "bigint", nullable: true),
                    problem = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    status = table.Column<int>(type: "integer", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_alert_deliveries", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "alerts",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    condition = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    raised_at = table.Column<long>(type: "bigint", nullable: false),
                    value = table.Column<long>(type: "bigint", nullable: false),
                    highest = table.Column<long>(type: "bigint", nullable: false),
                    threshold = table.Column<long>(type: "bigint", nullable: false),
                    calm_since = table.Column<long>(type: "bigint", nullable: true),
                    cleared_at = table.Column<long>(type: "bigint", nullable: true),
                    raise_mailed_at = table.Column<long>(type: "bigint", nullable: true),
                    clear_mailed_at = table.Column<long>(type: "bigint", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_alerts", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "counted_hours",
                columns: table => new
                {
                    hour = table.Column<long>(type: "bigint", nullable: false),
                    counted_at = table.Column<long>(type: "bigint", nullable: false),
                    is_final = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_counted_hours", x => x.hour);
                });

            migrationBuilder.CreateTable(
                name: "hour_figures",
                columns: table => new
                {
                    hour = table.Column<long>(type: "bigint", nullable: false),
                    organisation = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    begun_in_person = table.Column<int>(type: "integer", nullable: false),
                    begun_registration = table.Column<int>(type: "integer", nullable: false),
                    begun_report = table.Column<int>(type: "integer", nullable: false),
                    begun_unlock = table.Column<int>(type: "integer", nullable: false),
                    cases_closed = table.Column<int>(type: "integer", nullable: false),
                    cases_opened = table.Column<int>(type: "integer", nullable: false),
                    cases_taken = table.Column<int>(type: "integer", nullable: false),
                    frozen = table.Column<int>(type: "integer", nullable: false),
                    handling_seconds = table.Column<long>(type: "bigint", nullable: false),
                    in_person_completed = table.Column<int>(type: "integer", nullable: false),
                    locked_out = table.Column<int>(type: "integer", nullable: false),
                    lost_at_card = table.Column<int>(type: "integer", nullable: false),
                    lost_at_code = table.Column<int>(type: "integer", nullable: false),
                    lost_at_done = table.Column<int>(type: "integer", nullable: false),
                    lost_at_passcode = table.Column<int>(type: "integer", nullable: false),
                    lost_at_questions = table.Column<int>(type: "integer", nullable: false),
                    lost_at_start = table.Column<int>(type: "integer", nullable: false),
                    reached_answered = table.Column<int>(type: "integer", nullable: false),
                    reached_code_entered = table.Column<int>(type: "integer", nullable: false),
                    reached_identified = table.Column<int>(type: "integer", nullable: false),
                    registration_abandoned = table.Column<int>(type: "integer", nullable: false),
                    registration_cancelled = table.Column<int>(type: "integer", nullable: false),
                    registration_completed = table.Column<int>(type: "integer", nullable: false),
                    registration_faulted = table.Column<int>(type: "integer", nullable: false),
                    registration_referred = table.Column<int>(type: "integer", nullable: false),
                    registration_stopped = table.Column<int>(type: "integer", nullable: false),
                    reset_seconds = table.Column<long>(type: "bigint", nullable: false),
                    unlock_abandoned = table.Column<int>(type: "integer", nullable: false),
                    unlock_cancelled = table.Column<int>(type: "integer", nullable: false),
                    unlock_completed = table.Column<int>(type: "integer", nullable: false),
                    unlock_faulted = table.Column<int>(type: "integer", nullable: false),
                    unlock_referred = table.Column<int>(type: "integer", nullable: false),
                    unlock_stopped = table.Column<int>(type: "integer", nullable: false),
                    unlock_time00 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time01 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time02 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time03 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time04 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time05 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time06 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time07 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time08 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time09 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time10 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time11 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time12 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time13 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time14 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time15 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time16 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time17 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time18 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time19 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time20 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time21 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time22 = table.Column<int>(type: "integer", nullable: false),
                    unlock_time23 = table.Column<int>(type: "integer", nullable: false),
                    wait_seconds = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_hour_figures", x => new { x.hour, x.organisation });
                });

            migrationBuilder.CreateTable(
                name: "mail_figures",
                columns: table => new
                {
                    hour = table.Column<long>(type: "bigint", nullable: false),
                    organisation = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    provider = table.Column<string>(type: "character varying(255)", maxLength: 255, nullable: false),
                    outcome = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    count = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mail_figures", x => new { x.hour, x.organisation, x.provider, x.outcome });
                });

            migrationBuilder.CreateIndex(
                name: "ix_outgoing_mail_created_at",
                table: "outgoing_mail",
                column: "created_at",
                filter: "kind = 'Alert'");

            migrationBuilder.CreateIndex(
                name: "ix_booth_cases_opened_at",
                table: "booth_cases",
                column: "opened_at");

            migrationBuilder.CreateIndex(
                name: "ix_audit_at",
                table: "audit",
                column: "at",
                filter: "event IN ('card-locked-out', 'card-frozen', 'booth-case-taken')");

            migrationBuilder.CreateIndex(
                name: "ix_alert_deliveries_created_at",
                table: "alert_deliveries",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_alert_deliveries_state_due_at",
                table: "alert_deliveries",
                columns: new[] { "state", "due_at" });

            migrationBuilder.CreateIndex(
                name: "ix_alerts_condition",
                table: "alerts",
                column: "condition",
                unique: true,
                filter: "cleared_at IS NULL");

            migrationBuilder.CreateIndex(
                name: "ix_alerts_raised_at",
                table: "alerts",
                column: "raised_at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "alert_deliveries");

            migrationBuilder.DropTable(
                name: "alerts");

            migrationBuilder.DropTable(
                name: "counted_hours");

            migrationBuilder.DropTable(
                name: "hour_figures");

            migrationBuilder.DropTable(
                name: "mail_figures");

            migrationBuilder.DropIndex(
                name: "ix_outgoing_mail_created_at",
                table: "outgoing_mail");

            migrationBuilder.DropIndex(
                name: "ix_booth_cases_opened_at",
                table: "booth_cases");

            migrationBuilder.DropIndex(
                name: "ix_audit_at",
                table: "audit");

            migrationBuilder.DropColumn(
                name: "text",
                table: "outgoing_mail");
        }
    }
}
