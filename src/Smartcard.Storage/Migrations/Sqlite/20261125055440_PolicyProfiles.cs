using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Smartcard.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class PolicyProfiles : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "channel",
                table: "journeys",
                type: "TEXT",
                maxLength: 32,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "stage",
                table: "journeys",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "workflow",
                table: "journeys",
                type: "TEXT",
                maxLength: 64,
                nullable: false,
                defaultValue: "");

            migrationBuilder.AddColumn<string>(
                name: "organisation",
                table: "conversations",
                type: "TEXT",
                maxLength: 200,
                nullable: true);

            // A journey has the id of its instance. Until now there was one channel.
            migrationBuilder.Sql("UPDATE journeys SET channel = 'webchat', workflow = COALESCE((SELECT definition_id FROM workflow_instances WHERE workflow_instances.id = journeys.id), lower(kind))");

            migrationBuilder.CreateIndex(
                name: "ix_journeys_kind_started_at",
                table: "journeys",
                columns: new[] { "kind", "started_at" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_journeys_kind_started_at",
                table: "journeys");

            migrationBuilder.DropColumn(
                name: "channel",
                table: "journeys");

            migrationBuilder.DropColumn(
                name: "stage",
                table: "journeys");

            migrationBuilder.DropColumn(
                name: "workflow",
                table: "journeys");

            migrationBuilder.DropColumn(
                name: "organisation",
                table: "conversations");
        }
    }
}
