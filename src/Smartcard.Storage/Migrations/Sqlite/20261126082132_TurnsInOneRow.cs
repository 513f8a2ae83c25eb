using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Smartcard.Storage.Migrations.Sqlite
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
                    instance_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    sequence = table.Column<int>(type: "INTEGER", nullable: false),
                    journal = table.Column<string>(type: "TEXT", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workflow_turns", x => new { x.instance_id, x.sequence });
                });

            migrationBuilder.Sql(
                """
                INSERT INTO workflow_turns (instance_id, sequence, journal)
                SELECT instance_id, min(sequence), json_group_array(json_object(
                    'n', sequence, 't', at, 'a', activity_id, 'p', node_id, 'c', activity_type, 'x', execution_id, 'e', event, 'o', outcomes))
                FROM (SELECT * FROM workflow_journal ORDER BY instance_id, sequence) GROUP BY instance_id
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
                    instance_id = table.Column<Guid>(type: "TEXT", nullable: false),
                    sequence = table.Column<int>(type: "INTEGER", nullable: false),
                    activity_id = table.Column<string>(type: "TEXT", nullable: false),
                    activity_type = table.Column<string>(type: "TEXT", nullable: false),
                    at = table.Column<long>(type: "INTEGER", nullable: false),
                    @event = table.Column<string>(name: "event", type: "TEXT", nullable: false),
                    execution_id = table.Column<int>(type: "INTEGER", nullable: false),
                    node_id = table.Column<string>(type: "TEXT", nullable: false),
                    outcomes = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workflow_journal", x => new { x.instance_id, x.sequence });
                });

            migrationBuilder.Sql(
                """
                INSERT INTO workflow_journal (instance_id, sequence, at, activity_id, node_id, activity_type, execution_id, event, outcomes)
                SELECT instance_id, j.value->>'n', j.value->>'t', j.value->>'a', j.value->>'p', j.value->>'c', j.value->>'x', j.value->>'e', j.value->>'o'
                FROM workflow_turns, json_each(journal) j
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
