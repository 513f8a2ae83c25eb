using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Smartcard.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class PivCards : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<byte[]>(
                name: "presence_key",
                table: "cards",
                type: "bytea",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "type",
                table: "cards",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "Gids");

            migrationBuilder.AddColumn<int>(
                name: "next_puk_version",
                table: "card_tasks",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "puk_version",
                table: "card_tasks",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<int>(
                name: "wrong_puk_version",
                table: "card_tasks",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<bool>(
                name: "is_current_puk_wrong",
                table: "card_keys",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "is_pending_puk_wrong",
                table: "card_keys",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<bool>(
                name: "is_puk_blocked",
                table: "card_keys",
                type: "boolean",
                nullable: false,
                defaultValue: false);

            migrationBuilder.AddColumn<int>(
                name: "pending_version",
                table: "card_keys",
                type: "integer",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "puk_exposed_at",
                table: "card_keys",
                type: "bigint",
                nullable: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropColumn(
                name: "presence_key",
                table: "cards");

            migrationBuilder.DropColumn(
                name: "type",
                table: "cards");

            migrationBuilder.DropColumn(
                name: "next_puk_version",
                table: "card_tasks");

            migrationBuilder.DropColumn(
                name: "puk_version",
                table: "card_tasks");

            migrationBuilder.DropColumn(
                name: "wrong_puk_version",
                table: "card_tasks");

            migrationBuilder.DropColumn(
                name: "is_current_puk_wrong",
                table: "card_keys");

            migrationBuilder.DropColumn(
                name: "is_pending_puk_wrong",
                table: "card_keys");

            migrationBuilder.DropColumn(
                name: "is_puk_blocked",
                table: "card_keys");

            migrationBuilder.DropColumn(
                name: "pending_version",
                table: "card_keys");

            migrationBuilder.DropColumn(
                name: "puk_exposed_at",
                table: "card_keys");
        }
    }
}
