using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Smartcard.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class BackOfficeAtScale : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.CreateIndex(
                name: "ix_workflow_instances_created_at",
                table: "workflow_instances",
                column: "created_at");

            migrationBuilder.CreateIndex(
                name: "ix_workflow_instances_definition_id_created_at",
                table: "workflow_instances",
                columns: new[] { "definition_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_registrations_state_created_at",
                table: "registrations",
                columns: new[] { "state", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_outgoing_mail_ended_at",
                table: "outgoing_mail",
                column: "ended_at");

            migrationBuilder.CreateIndex(
                name: "ix_journeys_registration_id",
                table: "journeys",
                column: "registration_id");

            migrationBuilder.CreateIndex(
                name: "ix_audit_event_sequence",
                table: "audit",
                columns: new[] { "event", "sequence" });

            migrationBuilder.CreateIndex(
                name: "ix_audit_journey_id",
                table: "audit",
                column: "journey_id",
                filter: "journey_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_audit_subject_id_sequence",
                table: "audit",
                columns: new[] { "subject_id", "sequence" },
                filter: "subject_id IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_workflow_instances_created_at",
                table: "workflow_instances");

            migrationBuilder.DropIndex(
                name: "ix_workflow_instances_definition_id_created_at",
                table: "workflow_instances");

            migrationBuilder.DropIndex(
                name: "ix_registrations_state_created_at",
                table: "registrations");

            migrationBuilder.DropIndex(
                name: "ix_outgoing_mail_ended_at",
                table: "outgoing_mail");

            migrationBuilder.DropIndex(
                name: "ix_journeys_registration_id",
                table: "journeys");

            migrationBuilder.DropIndex(
                name: "ix_audit_event_sequence",
                table: "audit");

            migrationBuilder.DropIndex(
                name: "ix_audit_journey_id",
                table: "audit");

            migrationBuilder.DropIndex(
                name: "ix_audit_subject_id_sequence",
                table: "audit");
        }
    }
}
