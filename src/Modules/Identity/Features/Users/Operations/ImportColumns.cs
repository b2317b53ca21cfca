using System.Globalization;

namespace Huitang.Identity.Features.Users.Operations;

/// <summary>A line of an import as it was understood.</summary>
internal sealed class ImportRow
{
    public required int Line { get; init; }

    public string Login { get; set; } = "";

    public string LoginKey { get; set; } = "";

    /// <summary>What the cells say; null where they say nothing.</summary>
    public string? Name { get; set; }

    public Cell Phone { get; set; }

    public Cell Email { get; set; }

    public Cell Title { get; set; }

    public Cell Number { get; set; }

    public DateOnly? Entry { get; set; }

    public bool ClearEntry { get; set; }

    public AccountType? Type { get; set; }

    /// <summary>Departments, the main one first; null when nothing is said.</summary>
    public List<Guid>? Departments { get; set; }

    public Error? Error { get; set; }
}

/// <summary>A cell: nothing said, a value, or to be emptied.</summary>
/// <param name="Value">Value.</param>
/// <param name="Clear">Whether the field is to be emptied.</param>
internal readonly record struct Cell(string? Value, bool Clear)
{
    public string? Or(string? present) => Clear ? null : Value ?? present;
}

/// <summary>Reads lines of a file of people. Heads in Chinese or English, in any order; columns it does not know are left alone.</summary>
internal sealed class ImportColumns
{
    private static readonly string[] Keys =
    [
        nameof(Texts.ColLogin), nameof(Texts.ColName), nameof(Texts.ColCountryCode), nameof(Texts.ColPhone), nameof(Texts.ColEmail), nameof(Texts.ColDepartments), nameof(Texts.ColTitle),
        nameof(Texts.ColNumber), nameof(Texts.ColEntry), nameof(Texts.ColType),
    ];

    private static readonly IReadOnlyList<string> Emptied = ["(清空)", "（清空）", "(clear)"];
    private static readonly Dictionary<string, AccountType> Types = ImportTitlesOf();

    private readonly Dictionary<string, int> _at = [];
    private readonly DateOnly _today;
    private readonly IReadOnlyDictionary<string, Guid> _departments;

    private ImportColumns(DateOnly today, IReadOnlyDictionary<string, Guid> departments) => (_today, _departments) = (today, departments);

    /// <summary>Understands the head.</summary>
    public static ImportColumns Read(string?[] head, DateOnly today, IReadOnlyDictionary<string, Guid> departments)
    {
        var columns = new ImportColumns(today, departments);
        for (var i = 0; i < head.Length; i++)
        {
            var title = (head[i] ?? "").TrimEnd('*', ' ');
            if (Keys.FirstOrDefault(k => Features.Departments.ImportTitles.Of(k).Contains(title, StringComparer.OrdinalIgnoreCase)) is { } key) columns._at.TryAdd(key, i);
        }

        return columns._at.ContainsKey(nameof(Texts.ColLogin)) ? columns : throw new ImportException(IdentityErrors.MissingColumn.With(Texts.ColLogin));
    }

    /// <summary>Understands a line. What is wrong with it is said in the row, never thrown.</summary>
    public ImportRow Take(ImportLine line)
    {
        var row = new ImportRow { Line = line.Line, Login = Text(line, nameof(Texts.ColLogin)) ?? "", Name = Text(line, nameof(Texts.ColName)) };
        row.LoginKey = AccountRules.Key(row.Login);
        (row.Phone, row.Email, row.Title, row.Number) = (Of(line, nameof(Texts.ColPhone)), Of(line, nameof(Texts.ColEmail)), Of(line, nameof(Texts.ColTitle)), Of(line, nameof(Texts.ColNumber)));
        row.Error = Refuse(line, row);
        return row;
    }

    private Error? Refuse(ImportLine line, ImportRow row)
    {
        if (line.Formula >= 0 && _at.ContainsValue(line.Formula)) return IdentityErrors.FormulaCell.On(KeyAt(line.Formula));
        if (line.TooLong >= 0 && _at.ContainsValue(line.TooLong)) return ImportErrors.CellTooLong.With(line.Line.ToString(CultureInfo.InvariantCulture), TableImport.CellLimit.ToString(CultureInfo.InvariantCulture)).On(KeyAt(line.TooLong));
        if (AccountRules.RefuseLogin(row.Login) is { } login) return login.On(nameof(Texts.ColLogin));
        if (row.Name is { } name && AccountRules.RefuseName(name) is { } badName) return badName.On(nameof(Texts.ColName));
        if (row.Phone.Value is { } phone && !phone.Contains('*', StringComparison.Ordinal))
        {
            if (AccountRules.RefusePhone(phone) is { } badPhone) return badPhone.On(nameof(Texts.ColPhone));
            row.Phone = new Cell(AccountRules.Phone(Text(line, nameof(Texts.ColCountryCode)), phone), false);
        }

        if (row.Email.Value is { } email && !email.Contains('*', StringComparison.Ordinal) && AccountRules.RefuseEmail(email) is { } badEmail) return badEmail.On(nameof(Texts.ColEmail));
        if (row.Title.Value is { } title && AccountRules.RefuseName(title, AccountRules.TitleLength) is { } badTitle) return badTitle.On(nameof(Texts.ColTitle));
        if (row.Number.Value is { } number && AccountRules.RefuseNumber(number) is { } badNumber) return badNumber.On(nameof(Texts.ColNumber));
        var entry = Of(line, nameof(Texts.ColEntry));
        row.ClearEntry = entry.Clear;
        if (entry.Value is { } day)
        {
            if (!DateOnly.TryParseExact(day, ["yyyy-MM-dd", "yyyy/M/d", "yyyy-M-d", "yyyy.M.d", "yyyyMMdd", "yyyy年M月d日"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var date)) return IdentityErrors.BadDate.On(nameof(Texts.ColEntry));
            if (AccountRules.RefuseEntry(date, _today) is { } badDay) return badDay.On(nameof(Texts.ColEntry));
            row.Entry = date;
        }

        if (Text(line, nameof(Texts.ColType)) is { } type)
        {
            if (!Types.TryGetValue(type, out var known)) return IdentityErrors.BadAccountType.On(nameof(Texts.ColType));
            row.Type = known;
        }

        return Departments(line, row);
    }

    private Error? Departments(ImportLine line, ImportRow row)
    {
        var cell = Of(line, nameof(Texts.ColDepartments));
        if (cell.Clear) row.Departments = [];
        if (cell.Value is null) return null;
        var ids = new List<Guid>();
        foreach (var path in cell.Value.Split([';', '；', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            var clean = string.Join(DepartmentRules.Separator, path.Split(DepartmentRules.Separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries));
            if (!_departments.TryGetValue(clean, out var id)) return IdentityErrors.UnknownDepartment.With(path).On(nameof(Texts.ColDepartments));
            if (!ids.Contains(id)) ids.Add(id);
        }

        if (ids.Count > AccountRules.Departments) return IdentityErrors.TooManyDepartments.With(AccountRules.Departments.ToString(CultureInfo.InvariantCulture)).On(nameof(Texts.ColDepartments));
        row.Departments = ids;
        return null;
    }

    private Cell Of(ImportLine line, string key) => Text(line, key) is not { } text ? default : Emptied.Contains(text, StringComparer.OrdinalIgnoreCase) ? new Cell(null, true) : new Cell(text, false);

    private string? Text(ImportLine line, string key) => _at.TryGetValue(key, out var at) && at < line.Cells.Length ? line.Cells[at] : null;

    private string KeyAt(int at) => _at.First(a => a.Value == at).Key;

    private static Dictionary<string, AccountType> ImportTitlesOf()
    {
        var types = new Dictionary<string, AccountType>(StringComparer.OrdinalIgnoreCase);
        foreach (var text in Features.Departments.ImportTitles.Of(nameof(Texts.TypePremium))) types[text] = AccountType.Premium;
        foreach (var text in Features.Departments.ImportTitles.Of(nameof(Texts.TypeFree))) types[text] = AccountType.Free;
        return types;
    }
}
