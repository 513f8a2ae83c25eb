using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Smartcard.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class TurnsInOneRow : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_workflow_instances_status_updated_at",
                table: "workflow_instances");

            migrationBuilder.DropIndex(
                name: "ix_workflow_bookmarks_due_at",
                table: "workflow_bookmarks");

            migrationBuilder.CreateTable(
                name: "workflow_turns",
                columns: table => new
                {
                    instance_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    journal = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workflow_turns", x => new { x.instance_id, x.sequence });
                });

            migrationBuilder.Sql(
                """
                INSERT INTO workflow_turns (instance_id, sequence, journal)
                SELECT instance_id, min(sequence), json_agg(json_strip_nulls(json_build_object(
                    'n', sequence, 't', at, 'a', activity_id, 'p', node_id, 'c', activity_type, 'x', execution_id, 'e', event, 'o', outcomes)) ORDER BY sequence)::text
                FROM workflow_journal GROUP BY instance_id
                """);

            migrationBuilder.DropTable(
                name: "workflow_journal");

            migrationBuilder.CreateIndex(
                name: "ix_workflow_instances_status_created_at",
                table: "workflow_instances",
                columns: new[] { "status", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_workflow_bookmarks_due_at",
                table: "workflow_bookmarks",
                column: "due_at",
                filter: "due_at IS NOT NULL");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_workflow_instances_status_created_at",
                table: "workflow_instances");

            migrationBuilder.DropIndex(
                name: "ix_workflow_bookmarks_due_at",
                table: "workflow_bookmarks");

            migrationBuilder.CreateTable(
                name: "workflow_journal",
                columns: table => new
                {
                    instance_id = table.Column<Guid>(type: "uuid", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    activity_id = table.Column<string>(type: "text", nullable: false),
                    activity_type = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    @event = table.Column<string>(name: "event", type: "text", nullable: false),
                    execution_id = table.Column<int>(type: "integer", nullable: false),
                    node_id = table.Column<string>(type: "text", nullable: false),
                    outcomes = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workflow_journal", x => new { x.instance_id, x.sequence });
                });

            migrationBuilder.Sql(
                """
                INSERT INTO workflow_journal (instance_id, sequence, at, activity_id, node_id, activity_type, execution_id, event, outcomes)
                SELECT instance_id, (j->>'n')::int, (j->>'t')::bigint, j->>'a', j->>'p', j->>'c', (j->>'x')::int, j->>'e', j->>'o'
                FROM workflow_turns, json_array_elements(journal::json) j
                """);

            migrationBuilder.DropTable(
                name: "workflow_turns");

            migrationBuilder.CreateIndex(
                name: "ix_workflow_instances_status_updated_at",
                table: "workflow_instances",
                columns: new[] { "status", "updated_at" });

            migrationBuilder.CreateIndex(
                name: "ix_workflow_bookmarks_due_at",
                table: "workflow_bookmarks",
                column: "due_at");
        }
    }
}
