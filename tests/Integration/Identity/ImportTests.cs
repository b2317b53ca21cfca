using System.IO.Compression;
using System.Text;
using Huitang.Identity.Contracts;
using Huitang.Identity.Data;
using Huitang.Identity.Features.Users;
using Huitang.Identity.Features.Users.Operations;
using Huitang.Kernel;
using Xunit;

namespace Huitang.Integration.Identity;

/// <summary>Import of people: nothing happens before it is shown, and everything can be taken back.</summary>
public sealed class ImportTests(PeopleFixture app) : IClassFixture<PeopleFixture>
{
    private const string Head = "UserID*,姓名*,区号,手机,邮箱,部门,职位,工号,入职时间,账号类型";

    [Fact]
    public async Task A_dry_run_shows_every_change_and_writes_nothing_then_it_is_written_and_undone_to_the_byte()
    {
        var (stem, branch) = (app.Fresh("imp"), app.Fresh("华南"));
        var department = await app.DepartmentAsync(branch);
        var team = await app.DepartmentAsync("一组", department);
        var old = await app.PersonAsync("旧人", f => f with { Department = department, Title = "助理" }, stem + "old");
        await app.PersonAsync("不变", f => f with { Email = stem + "same@example.com" }, stem + "same");
        var before = await app.StateAsync();
        var file = PeopleFixture.Csv(
            Head,
            $"{stem}a,新甲,86,13600001111,{stem}a@example.com,{branch}/一组;{branch},工程师,N1,2026-03-01,免费账号",
            $"{stem}old,旧人改名,,,,{branch}/一组,(清空),N2,2026/4/5,",
            $"{stem}same,不变,,,,,,,,",
            $"{stem}b,,,,{stem}b@example.com,,,,,",
            $"{stem}c,缺联系方式,,,,,,,,",
            $"{stem}d,部门错,,,{stem}d@example.com,没有的部门,,,,",
            $"{stem}e,日期错,,,{stem}e@example.com,,,,三月一日,",
            $"坏 ID,某人,,,{stem}f@example.com,,,,,");

        var dry = await app.CheckAsync(file);
        Assert.Equal((1, 1, 1, 5), (dry.Added, dry.Changed, dry.Unchanged, dry.Refused));
        Assert.Equal(before, await app.StateAsync());
        Assert.Equal(
            ["identity.bad_name", "identity.no_contact", "identity.unknown_department", "identity.bad_date", "identity.bad_login"],
            (await app.ItemsAsync(dry.Id, ItemOutcome.Refused)).Select(i => i.Error!.Code));
        var changes = Assert.Single(await app.ItemsAsync(dry.Id, ItemOutcome.Changed)).Changes.ToDictionary(c => c.Field, c => (c.From, c.To));
        Assert.Equal(("旧人", "旧人改名"), changes["name"]);
        Assert.Equal(("助理", null), changes["title"]);
        Assert.Equal((branch, "一组"), changes["department"]);
        Assert.Equal((null, "2026-04-05"), changes["entry_date"]);

        var done = await app.ApplyAsync(dry.Id);
        Assert.Equal((PeopleOperationState.Done, 1, 1, 5), (done.State, done.Added, done.Changed, done.Refused));
        var made = Assert.Single(await app.FindAsync(new PeopleFilter(stem + "a")));
        Assert.Equal(("新甲", "+86 13600001111", UserStatus.NotActivated), (made.Name, made.Phone, made.Status));
        Assert.Equal(["一组", branch], made.Departments);
        Assert.Equal(team, (await app.UserAsync(old)).Department);
        Assert.Single(await app.FindAsync(new PeopleFilter("jiurengaiming")));

        PeopleFixture.Value(await app.RunAsync(app.Admin, new UndoOperation(dry.Id)));
        Assert.Equal((PeopleOperationState.Undone, 0), (await app.SettledAsync(dry.Id) is var undone ? undone.State : default, undone.NotUndone));
        Assert.Equal(before, await app.StateAsync());
    }

    [Fact]
    public async Task Nobody_is_overwritten_by_an_import_that_only_adds_nor_made_by_one_that_only_changes()
    {
        var stem = app.Fresh("mode");
        await app.PersonAsync("在", login: stem + "in");
        var file = PeopleFixture.Csv(Head, $"{stem}in,改,,,,,,,,", $"{stem}out,新,,,{stem}out@example.com,,,,,");
        var adds = await app.CheckAsync(file, ImportMode.CreateOnly);
        Assert.Equal("identity.already_there", Assert.Single(await app.ItemsAsync(adds.Id, ItemOutcome.Refused)).Error?.Code);
        var changes = await app.CheckAsync(file, ImportMode.UpdateOnly);
        Assert.Equal("identity.not_there", Assert.Single(await app.ItemsAsync(changes.Id, ItemOutcome.Refused)).Error?.Code);
    }

    [Fact]
    public async Task A_userid_twice_in_the_file_is_refused_both_times()
    {
        var stem = app.Fresh("twice");
        var dry = await app.CheckAsync(PeopleFixture.Csv(Head, $"{stem},甲,,,{stem}1@example.com,,,,,", $"{stem}x,乙,,,{stem}2@example.com,,,,,", $"{stem.ToUpperInvariant()},丙,,,{stem}3@example.com,,,,,"));
        Assert.Equal((1, 2), (dry.Added, dry.Refused));
        Assert.Equal([("identity.twice_in_file", "4"), ("identity.twice_in_file", "2")], (await app.ItemsAsync(dry.Id, ItemOutcome.Refused)).Select(i => (i.Error!.Code, i.Error.Args[0])));
    }

    [Fact]
    public async Task A_row_changed_since_the_dry_run_is_left_alone_and_says_so()
    {
        var stem = app.Fresh("since");
        var id = await app.PersonAsync("原名", login: stem);
        var dry = await app.CheckAsync(PeopleFixture.Csv(Head, $"{stem},文件名,,,,,,,,", $"{stem}n,新人,,,{stem}n@example.com,,,,,"));
        PeopleFixture.Value(await app.RunAsync(app.Admin, new EditUser(id, new UserFields("他人改") { Email = stem + "@example.com", AccountType = AccountType.Free }, 0)));
        await app.PersonAsync("抢先", f => f with { Email = stem + "n@example.com" });
        var done = await app.ApplyAsync(dry.Id);
        Assert.Equal((0, 0, 2), (done.Added, done.Changed, done.Refused));
        Assert.Equal(["identity.changed_since", "identity.email_taken"], (await app.ItemsAsync(dry.Id)).Select(i => i.Error!.Code));
        Assert.Equal("他人改", (await app.UserAsync(id)).Line.Name);
    }

    [Fact]
    public async Task Whoever_was_changed_after_the_import_stays_when_it_is_undone()
    {
        var stem = app.Fresh("undo");
        var id = await app.PersonAsync("原名", login: stem);
        var dry = await app.CheckAsync(PeopleFixture.Csv(Head, $"{stem},导入名,,,,,,,,", $"{stem}n,新人,,,{stem}n@example.com,,,,,"));
        await app.ApplyAsync(dry.Id);
        PeopleFixture.Value(await app.RunAsync(app.Admin, new EditUser(id, new UserFields("后改") { Email = stem + "@example.com", AccountType = AccountType.Free }, 1)));
        PeopleFixture.Value(await app.RunAsync(app.Admin, new UndoOperation(dry.Id)));
        Assert.Equal(1, (await app.SettledAsync(dry.Id)).NotUndone);
        Assert.Equal("后改", (await app.UserAsync(id)).Line.Name);
        Assert.Empty(await app.FindAsync(new PeopleFilter(stem + "n")));
    }

    [Fact]
    public async Task A_file_in_gb18030_is_read_as_well_as_one_in_utf8()
    {
        Encoding.RegisterProvider(CodePagesEncodingProvider.Instance);
        var stem = app.Fresh("gb");
        var text = $"{Head}\r\n{stem},龘靐䲜,,,{stem}@example.com,,,,,\r\n";
        foreach (var bytes in new[] { Encoding.GetEncoding("GB18030").GetBytes(text), Encoding.UTF8.GetBytes(text), [0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(text)] })
            Assert.Equal("龘靐䲜", Assert.Single(await app.ItemsAsync((await app.CheckAsync(bytes)).Id, ItemOutcome.Added)).Name);
    }

    [Fact]
    public async Task A_workbook_is_read_with_its_dates_and_numbers_and_a_formula_is_refused()
    {
        var stem = app.Fresh("xl");
        using var made = new MemoryStream();
        await TableExport.WriteAsync(made, ExportFormat.Xlsx, "人员", [new("UserID*"), new("姓名*"), new("邮箱"), new("手机"), new("入职时间")],
            new object?[][] { [stem, "表格", stem + "@example.com", 13500001234L, new DateTime(2026, 3, 1, 0, 0, 0, DateTimeKind.Unspecified)] }.ToAsyncEnumerable(), TestContext.Current.CancellationToken);
        var dry = await app.CheckAsync(made.ToArray());
        var added = Assert.Single(await app.ItemsAsync(dry.Id, ItemOutcome.Added)).Changes.ToDictionary(c => c.Field, c => c.To);
        Assert.Equal(("+86 13500001234", "2026-03-01"), (added["phone"], added["entry_date"]));

        var cells = $"<row r=\"1\"><c t=\"inlineStr\"><is><t>UserID</t></is></c><c t=\"inlineStr\"><is><t>姓名</t></is></c><c t=\"inlineStr\"><is><t>邮箱</t></is></c></row>" +
            $"<row r=\"2\"><c t=\"inlineStr\"><is><t>{stem}f</t></is></c><c t=\"str\"><f>HYPERLINK(\"http://x\")</f><v>点我</v></c><c t=\"inlineStr\"><is><t>{stem}f@example.com</t></is></c></row>";
        var refused = await app.CheckAsync(PeopleFixture.Workbook(cells));
        Assert.Equal("identity.formula_cell", Assert.Single(await app.ItemsAsync(refused.Id)).Error?.Code);
    }

    [Fact]
    public async Task Broken_hostile_and_oversized_files_are_refused_with_a_reason_and_change_nothing()
    {
        var before = await app.StateAsync();
        await Fails("import.unreadable", [0x50, 0x4B, 0x03, 0x04, 1, 2, 3, 4, 5, 6, 7, 8]);
        await Fails("import.unreadable", PeopleFixture.Workbook("<row><c><v>1</row>"));
        await Fails("import.old_workbook", [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1]);
        await Fails("import.empty", []);
        await Fails("import.empty", PeopleFixture.Csv(Head));
        await Fails("identity.missing_column", PeopleFixture.Csv("甲,乙", "1,2"));
        await Fails("import.cell_too_long", PeopleFixture.Csv(Head, $"a,\"{new string('x', 10_000_000)}\",,,,,,,,"));
        await Fails("import.bomb", Bomb());
        Assert.Equal(before, await app.StateAsync());

        // The same cell in a workbook is a fault of its line: the others are fine.
        var stem = app.Fresh("long");
        string Cell(string text) => $"<c t=\"inlineStr\"><is><t>{text}</t></is></c>";
        var mixed = await app.CheckAsync(PeopleFixture.Workbook($"<row>{Cell("UserID")}{Cell("姓名")}{Cell("邮箱")}</row><row>{Cell(stem + "1")}{Cell(string.Concat(Enumerable.Range(0, 2_000_000).Select(i => (i * 7919L % 99991).ToString(System.Globalization.CultureInfo.InvariantCulture))))}{Cell(stem + "1@example.com")}</row><row>{Cell(stem + "2")}{Cell("好")}{Cell(stem + "2@example.com")}</row>"));
        Assert.Equal((1, 1), (mixed.Added, mixed.Refused));
        Assert.Equal("import.cell_too_long", Assert.Single(await app.ItemsAsync(mixed.Id, ItemOutcome.Refused)).Error?.Code);

        async Task Fails(string code, byte[] file)
        {
            var view = await app.CheckAsync(file);
            Assert.Equal((PeopleOperationState.Failed, code), (view.State, view.Error?.Code));
            Assert.Equal("identity.wrong_state", (await app.RunAsync(app.Admin, new ApplyImport(view.Id))).Error?.Code);
        }
    }

    [Fact]
    public async Task A_dropped_dry_run_cannot_be_written()
    {
        var stem = app.Fresh("drop");
        var dry = await app.CheckAsync(PeopleFixture.Csv(Head, $"{stem},弃,,,{stem}@example.com,,,,,"));
        PeopleFixture.Value(await app.RunAsync(app.Admin, new CancelOperation(dry.Id)));
        Assert.Equal("identity.wrong_state", (await app.RunAsync(app.Admin, new ApplyImport(dry.Id))).Error?.Code);
        Assert.Empty(await app.FindAsync(new PeopleFilter(stem)));
        Assert.Equal("common.not_found", (await app.RunAsync(app.With(IdentityPermissions.UsersManage), new GetOperation(dry.Id))).Error?.Code);
    }

    [Fact]
    public async Task An_exported_list_comes_back_unchanged_even_with_what_was_masked()
    {
        var department = await app.DepartmentAsync(app.Fresh("往返"));
        await app.PersonAsync("=危险", f => f with { Department = department, Phone = "13822223333", Title = "+主管" });
        foreach (var actor in new[] { app.Admin, app.With(IdentityPermissions.UsersExport, IdentityPermissions.UsersRead, IdentityPermissions.UsersManage) })
        {
            using var file = new MemoryStream();
            Assert.Equal(1, PeopleFixture.Value(await app.RunAsync(actor, new ExportUsers(new PeopleFilter(Department: department), null, ExportFormat.Csv, TimeZoneInfo.Utc, file))));
            var dry = await app.CheckAsync(file.ToArray(), ImportMode.UpdateOnly);
            Assert.Equal((0, 1, 0), (dry.Changed, dry.Unchanged, dry.Refused));
        }
    }

    private static byte[] Bomb()
    {
        using var memory = new MemoryStream();
        using (var zip = new ZipArchive(memory, ZipArchiveMode.Create, leaveOpen: true))
        {
            using var sheet = zip.CreateEntry("xl/worksheets/sheet1.xml", CompressionLevel.Fastest).Open();
            var zeros = new byte[1 << 20];
            for (var i = 0; i < 300; i++) sheet.Write(zeros);
        }

        return memory.ToArray();
    }
}
