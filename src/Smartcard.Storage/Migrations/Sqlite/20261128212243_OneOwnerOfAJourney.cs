using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Smartcard.Storage.Migrations.Sqlite
{
    /// <inheritdoc />
    public partial class OneOwnerOfAJourney : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            // What the chat knew of the journey under way is the journey's from here on.
            migrationBuilder.Sql(
                """
                UPDATE journeys SET
                    language = (SELECT max(c.language) FROM conversations c WHERE c.instance_id = journeys.id),
                    stage = coalesce((SELECT max(c.stage) FROM conversations c WHERE c.instance_id = journeys.id), stage),
                    last_heard_at = (
                        SELECT CASE WHEN max(c.last_activity_at) > journeys.last_heard_at THEN max(c.last_activity_at) ELSE journeys.last_heard_at END
                        FROM conversations c WHERE c.instance_id = journeys.id)
                WHERE ended_at IS NULL AND EXISTS (SELECT 1 FROM conversations c WHERE c.instance_id = journeys.id)
                """);

            // A chat that is on none is between journeys.
            migrationBuilder.Sql(
                """
                UPDATE conversations SET instance_id = NULL
                WHERE instance_id IS NOT NULL
                    AND NOT EXISTS (SELECT 1 FROM journeys j WHERE j.id = conversations.instance_id AND j.ended_at IS NULL)
                """);

            migrationBuilder.DropColumn(
                name: "stage",
                table: "conversations");

            migrationBuilder.RenameColumn(
                name: "last_activity_at",
                table: "conversations",
                newName: "last_heard_at");

            migrationBuilder.RenameColumn(
                name: "language",
                table: "conversations",
                newName: "wished_language");

            migrationBuilder.RenameColumn(
                name: "instance_id",
                table: "conversations",
                newName: "journey_id");

            migrationBuilder.RenameIndex(
                name: "ix_conversations_instance_id",
                table: "conversations",
                newName: "ix_conversations_journey_id");

            migrationBuilder.AddColumn<int>(
                name: "answered_again",
                table: "card_tasks",
                type: "INTEGER",
                nullable: false,
                defaultValue: 0);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.RenameColumn(
                name: "wished_language",
                table: "conversations",
                newName: "language");

            migrationBuilder.RenameColumn(
                name: "last_heard_at",
                table: "conversations",
                newName: "last_activity_at");

            migrationBuilder.RenameColumn(
                name: "journey_id",
                table: "conversations",
                newName: "instance_id");

            migrationBuilder.RenameIndex(
                name: "ix_conversations_journey_id",
                table: "conversations",
                newName: "ix_conversations_instance_id");

            migrationBuilder.AddColumn<string>(
                name: "stage",
                table: "conversations",
                type: "TEXT",
                maxLength: 32,
                nullable: true);

            migrationBuilder.Sql(
                """
                UPDATE conversations SET
                    language = (SELECT j.language FROM journeys j WHERE j.id = conversations.instance_id),
                    stage = (SELECT j.stage FROM journeys j WHERE j.id = conversations.instance_id),
                    last_activity_at = (SELECT j.last_heard_at FROM journeys j WHERE j.id = conversations.instance_id)
                WHERE instance_id IS NOT NULL
                """);

            migrationBuilder.DropColumn(
                name: "answered_again",
                table: "card_tasks");
        }
    }
}
