using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Smartcard.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class Approvals : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<long>(
                name: "changed_at",
                table: "workflow_definitions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "changed_by",
                table: "workflow_definitions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "published_at",
                table: "workflow_definitions",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "published_by",
                table: "workflow_definitions",
                type: "TEXT",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "publishing_requests",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "TEXT", nullable: false),
                    definition_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    version = table.Column<int>(type: "INTEGER", nullable: false),
                    content_hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    asked_by = table.Column<Guid>(type: "TEXT", nullable: false),
                    asked_at = table.Column<long>(type: "INTEGER", nullable: false),
                    state = table.Column<string>(type: "TEXT", maxLength: 32, nullable: false),
                    ended_by = table.Column<Guid>(type: "TEXT", nullable: true),
                    ended_at = table.Column<long>(type: "INTEGER", nullable: true),
                    reason = table.Column<string>(type: "TEXT", maxLength: 500, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_publishing_requests", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "workflow_files",
                columns: table => new
                {
                    definition_id = table.Column<string>(type: "TEXT", maxLength: 64, nullable: false),
                    file_name = table.Column<string>(type: "TEXT", nullable: false),
                    seen_hash = table.Column<string>(type: "TEXT", maxLength: 64, nullable: true),
                    offered = table.Column<string>(type: "TEXT", nullable: true),
                    offered_at = table.Column<long>(type: "INTEGER", nullable: true),
                    problem = table.Column<string>(type: "TEXT", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_workflow_files", x => x.definition_id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_publishing_requests_definition_id_state",
                table: "publishing_requests",
                columns: new[] { "definition_id", "state" });

            migrationBuilder.CreateIndex(
                name: "ix_publishing_requests_state",
                table: "publishing_requests",
                column: "state");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "publishing_requests");

            migrationBuilder.DropTable(
                name: "workflow_files");

            migrationBuilder.DropColumn(
                name: "changed_at",
                table: "workflow_definitions");

            migrationBuilder.DropColumn(
                name: "changed_by",
                table: "workflow_definitions");

            migrationBuilder.DropColumn(
                name: "published_at",
                table: "workflow_definitions");

            migrationBuilder.DropColumn(
                name: "published_by",
                table: "workflow_definitions");
        }
    }
}
