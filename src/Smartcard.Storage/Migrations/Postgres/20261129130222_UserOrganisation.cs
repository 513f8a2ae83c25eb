using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace Smartcard.Storage.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class UserOrganisation : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.AddColumn<string>(
                name: "organisation",
                table: "users",
                type: "character varying(200)",
                maxLength: 200,
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "organisation",
                table: "staff_words",
                type: "character varying(200)",
                maxLength: 200,
                nullable: false,
                defaultValue: "",
                collation: "C");

            // Words of before: without it, whoever is limited would find nobody until a job has gone through all of them.
            migrationBuilder.Sql("""
                UPDATE staff_words
                SET organisation = COALESCE((SELECT s.organisation FROM staff s WHERE s.id = staff_words.staff_id), '')
                """);

            migrationBuilder.CreateIndex(
                name: "ix_staff_words_organisation_word_staff_id",
                table: "staff_words",
                columns: new[] { "organisation", "word", "staff_id" });
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_staff_words_organisation_word_staff_id",
                table: "staff_words");

            migrationBuilder.DropColumn(
                name: "organisation",
                table: "users");

            migrationBuilder.DropColumn(
                name: "organisation",
                table: "staff_words");
        }
    }
}
