using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Smartcard.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class CardsAndImports : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<Guid>(
                name: "import_id",
                table: "staff",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "left_at",
                table: "staff",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "site",
                table: "staff",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "held_since",
                table: "cards",
                type: "bigint",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "import_id",
                table: "cards",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "state",
                table: "cards",
                type: "character varying(32)",
                maxLength: 32,
                nullable: false,
                defaultValue: "InUse");

            migrationBuilder.AddColumn<string>(
                name: "state_reason",
                table: "cards",
                type: "character varying(32)",
                maxLength: 32,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "state_since",
                table: "cards",
                type: "bigint",
                nullable: true);

            migrationBuilder.CreateTable(
                name: "card_keys",
                columns: table => new
                {
                    card_id = table.Column<Guid>(type: "uuid", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    wrapped = table.Column<byte[]>(type: "bytea", maxLength: 64, nullable: true),
                    wrapping_key_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_card_keys", x => x.card_id);
                });

            migrationBuilder.CreateTable(
                name: "import_chunks",
                columns: table => new
                {
                    import_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    @sealed = table.Column<byte[]>(name: "sealed", type: "bytea", nullable: false),
                    @new = table.Column<int>(name: "new", type: "integer", nullable: false),
                    changed = table.Column<int>(type: "integer", nullable: false),
                    unchanged = table.Column<int>(type: "integer", nullable: false),
                    wrong = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_import_chunks", x => new { x.import_id, x.number });
                });

            migrationBuilder.CreateTable(
                name: "staff_imports",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    file_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    by = table.Column<Guid>(type: "uuid", nullable: true),
                    at = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    state_at = table.Column<long>(type: "bigint", nullable: false),
                    rows = table.Column<int>(type: "integer", nullable: false),
                    progress = table.Column<int>(type: "integer", nullable: false),
                    people_new = table.Column<int>(type: "integer", nullable: false),
                    people_changed = table.Column<int>(type: "integer", nullable: false),
                    cards_new = table.Column<int>(type: "integer", nullable: false),
                    cards_changed = table.Column<int>(type: "integer", nullable: false),
                    rows_unchanged = table.Column<int>(type: "integer", nullable: false),
                    rows_wrong = table.Column<int>(type: "integer", nullable: false),
                    leaves_out_wrong = table.Column<bool>(type: "boolean", nullable: false),
                    is_overtaken = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_staff_imports", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "wrapping_keys",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    transport_key_id = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    wrapped = table.Column<byte[]>(type: "bytea", maxLength: 1024, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_wrapping_keys", x => x.id);
                });

            migrationBuilder.CreateIndex(
                name: "ix_staff_import_id",
                table: "staff",
                column: "import_id");

            migrationBuilder.CreateIndex(
                name: "ix_staff_number",
                table: "staff",
                column: "number");

            migrationBuilder.CreateIndex(
                name: "ix_staff_imports_at",
                table: "staff_imports",
                column: "at");
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "card_keys");

            migrationBuilder.DropTable(
                name: "import_chunks");

            migrationBuilder.DropTable(
                name: "staff_imports");

            migrationBuilder.DropTable(
                name: "wrapping_keys");

            migrationBuilder.DropIndex(
                name: "ix_staff_import_id",
                table: "staff");

            migrationBuilder.DropIndex(
                name: "ix_staff_number",
                table: "staff");

            migrationBuilder.DropColumn(
                name: "import_id",
                table: "staff");

            migrationBuilder.DropColumn(
                name: "left_at",
                table: "staff");

            migrationBuilder.DropColumn(
                name: "site",
                table: "staff");

            migrationBuilder.DropColumn(
                name: "held_since",
                table: "cards");

            migrationBuilder.DropColumn(
                name: "import_id",
                table: "cards");

            migrationBuilder.DropColumn(
                name: "state",
                table: "cards");

            migrationBuilder.DropColumn(
                name: "state_reason",
                table: "cards");

            migrationBuilder.DropColumn(
                name: "state_since",
                table: "cards");
        }
    }
}
