using System.Globalization;
using Huitang.Identity.Access;
using Npgsql;

namespace Huitang.Identity.Features.Departments;

/// <summary>What a file of departments would change; nothing is written.</summary>
[Requires(IdentityPermissions.DepartmentsManage, Scoping.ByQuery)]
internal sealed record PreviewDepartmentImport(byte[] File) : IUseCase<DepartmentImportPlan>;

/// <summary>Adds and changes departments from a file. Lines that are refused stay out, the others are done together.</summary>
[Requires(IdentityPermissions.DepartmentsManage, Scoping.ByQuery), Audited("department.import")]
internal sealed record ImportDepartments(byte[] File, string FileName) : IUseCase<DepartmentImportPlan>;

/// <summary>A line of the file and what becomes of it.</summary>
/// <param name="Line">Line of the file.</param>
/// <param name="Path">Path of the department after it.</param>
/// <param name="Outcome">What becomes of it.</param>
/// <param name="Changes">From → to by column.</param>
/// <param name="Error">Why not.</param>
internal sealed record DepartmentImportLine(int Line, string Path, ItemOutcome Outcome, IReadOnlyList<AuditChange> Changes, Error? Error);

/// <summary>All lines with their outcome.</summary>
internal sealed record DepartmentImportPlan(IReadOnlyList<DepartmentImportLine> Lines)
{
    /// <summary>How many lines end so.</summary>
    public int Count(ItemOutcome outcome) => Lines.Count(l => l.Outcome == outcome);
}

internal sealed class PreviewDepartmentImportHandler(DepartmentImporter importer) : IHandler<PreviewDepartmentImport, DepartmentImportPlan>
{
    public async Task<Result<DepartmentImportPlan>> HandleAsync(PreviewDepartmentImport order, Actor actor, CancellationToken ct)
    {
        var planned = await importer.PlanAsync(order.File, actor, ct);
        return planned.Value is { } made ? made.Plan : planned.Error!;
    }
}

internal sealed class ImportDepartmentsHandler(AppDb db, TreeScope tree, DepartmentImporter importer, AuditNotes notes) : IHandler<ImportDepartments, DepartmentImportPlan>
{
    public async Task<Result<DepartmentImportPlan>> HandleAsync(ImportDepartments order, Actor actor, CancellationToken ct)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(ct);
        await tree.LockAsync(actor, ct);
        var planned = await importer.PlanAsync(order.File, actor, ct);
        if (planned.Value is not { } made) return planned.Error!;
        notes.On("department", "", order.FileName);
        notes.Changed("added", null, made.Plan.Count(ItemOutcome.Added));
        notes.Changed("changed", null, made.Plan.Count(ItemOutcome.Changed));
        notes.Changed("refused", null, made.Plan.Count(ItemOutcome.Refused));
        foreach (var line in made.Plan.Lines.Where(l => l.Outcome is ItemOutcome.Changed).Take(50))
        {
            foreach (var change in line.Changes) notes.Changed($"{line.Path} · {change.Field}", change.From, change.To);
        }

        try
        {
            await importer.WriteAsync(made.Nodes, actor, ct);
        }
        catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UniqueViolation)
        {
            return CommonErrors.ChangedMeanwhile;
        }

        await transaction.CommitAsync(ct);
        return made.Plan;
    }
}

/// <summary>A plan and the tree it leads to.</summary>
internal sealed record PlannedTree(DepartmentImportPlan Plan, Dictionary<DepartmentId, TreeNode> Nodes);

/// <summary>A department while a file is worked through.</summary>
internal sealed class TreeNode
{
    public required DepartmentId Id { get; init; }

    public required string Name { get; set; }

    public DepartmentId? Parent { get; set; }

    public int Sort { get; set; }

    public bool New { get; init; }

    public bool Touched { get; set; }

    public Guid[] OldPath { get; init; } = [];
}

/// <summary>Works a file of departments through in memory, line by line: later lines may stand under departments that earlier ones make.</summary>
internal sealed class DepartmentImporter(AppDb db, ManagementScope scope, TreeScope tree, TimeProvider time)
{
    public async Task<Result<PlannedTree>> PlanAsync(byte[] file, Actor actor, CancellationToken ct)
    {
        var rows = await db.Departments.AsNoTracking().ToListAsync(ct);
        var mine = (await scope.Departments(actor).Select(d => d.Id).ToListAsync(ct)).ToHashSet();
        var whole = await tree.IsWholeAsync(actor, ct);
        var nodes = rows.ToDictionary(d => d.Id, d => new TreeNode { Id = d.Id, Name = d.Name, Parent = d.ParentId, Sort = d.Sort, OldPath = d.Path });
        var byPlace = nodes.Values.ToDictionary(n => (n.Parent, n.Name), n => n.Id);
        var next = nodes.Values.GroupBy(n => n.Parent).ToDictionary(g => (Guid)(g.Key?.Value ?? Guid.Empty), g => g.Max(n => n.Sort) + 1);
        var lines = new List<DepartmentImportLine>();
        try
        {
            using var stream = new MemoryStream(file, writable: false);
            DepartmentColumns? columns = null;
            foreach (var line in TableImport.Read(stream))
            {
                ct.ThrowIfCancellationRequested();
                if (columns is null)
                {
                    var head = DepartmentColumns.Read(line.Cells);
                    if (head.Value is not { } found) return head.Error!;
                    columns = found;
                    continue;
                }

                if (lines.Count >= DepartmentRules.Most) return ImportErrors.TooManyLines.With(DepartmentRules.Most.ToString(CultureInfo.InvariantCulture));
                lines.Add(Take(line, columns));
            }

            if (columns is null || lines.Count == 0) return ImportErrors.Empty;
        }
        catch (ImportException e)
        {
            return e.Error;
        }

        return new PlannedTree(new DepartmentImportPlan(lines), nodes);

        DepartmentImportLine Take(ImportLine line, DepartmentColumns columns)
        {
            var (idText, name, parentPath, sortText) = (columns.Id(line), columns.Name(line), columns.Parent(line), columns.Sort(line));
            DepartmentImportLine Refuse(Error error) => new(line.Line, string.Join(DepartmentRules.Separator, new[] { parentPath, name ?? idText }.Where(t => t is not null)), ItemOutcome.Refused, [], error);
            if (line.Formula >= 0) return Refuse(IdentityErrors.FormulaCell);
            if (line.TooLong >= 0) return Refuse(IdentityErrors.BadDepartmentName);
            TreeNode? node = null;
            if (idText is not null && (!Guid.TryParse(idText, out var id) || !mine.Contains(new DepartmentId(id)) || !nodes.TryGetValue(new DepartmentId(id), out node))) return Refuse(IdentityErrors.UnknownDepartment.With(idText));
            if (name is null && node is null || name is not null && DepartmentRules.RefuseName(name) is not null) return Refuse(IdentityErrors.BadDepartmentName);
            name ??= node!.Name;
            int? sort = null;
            if (sortText is not null)
            {
                if (!int.TryParse(sortText, NumberStyles.None, CultureInfo.InvariantCulture, out var place) || place is < 1 or > DepartmentRules.Most) return Refuse(IdentityErrors.BadSort);
                sort = place - 1;
            }

            // Without the column nothing moves; an empty cell in it means the top.
            DepartmentId? parent;
            if (!columns.HasParent) parent = node?.Parent;
            else if (Find(parentPath) is { } at) parent = at.Value;
            else return Refuse(IdentityErrors.UnknownDepartment.With(parentPath!));
            var moves = node is null || node.Parent != parent;
            if (moves && (parent is { } p ? !mine.Contains(p) : !whole)) return Refuse(IdentityErrors.UnknownDepartment.With(parentPath ?? ""));
            var taken = byPlace.TryGetValue((parent, name), out var sister) && sister != node?.Id;
            if (node is null && taken)
            {
                var there = nodes[sister];
                return new DepartmentImportLine(line.Line, PathOf(there), ItemOutcome.Unchanged, [], null);
            }

            if (taken) return Refuse(IdentityErrors.DepartmentNameTaken);
            Guid[] above = parent is { } up ? [.. Ids(nodes[up])] : [];
            if (node is not null && above.Contains(node.Id.Value)) return Refuse(IdentityErrors.IntoItself);
            if (moves && DepartmentRules.RefuseDepth(above, node is null ? 1 : Height(node)) is { } deep) return Refuse(deep);
            if (node is null)
            {
                if (nodes.Count >= DepartmentRules.Most) return Refuse(IdentityErrors.TooMany.With(DepartmentRules.Most.ToString(CultureInfo.InvariantCulture)));
                var key = parent?.Value ?? Guid.Empty;
                node = new TreeNode { Id = Kernel.Ids.New<DepartmentId>(time), Name = name, Parent = parent, Sort = sort ?? next.GetValueOrDefault(key), New = true, Touched = true };
                next[key] = Math.Max(next.GetValueOrDefault(key), node.Sort + 1);
                nodes.Add(node.Id, node);
                mine.Add(node.Id);
                byPlace[(parent, name)] = node.Id;
                return new DepartmentImportLine(line.Line, PathOf(node), ItemOutcome.Added, [], null);
            }

            var notes = new AuditNotes();
            notes.Changed("name", node.Name, name);
            var oldPath = node.Parent is { } was ? PathOf(nodes[was]) : "";
            if (sort is { } given) notes.Changed("place", node.Sort + 1, given + 1);
            byPlace.Remove((node.Parent, node.Name));
            var newPath = parent is { } will ? PathOf(nodes[will]) : "";
            if (moves) notes.Changed("path", oldPath, newPath);
            (node.Name, node.Parent, node.Sort) = (name, parent, sort ?? node.Sort);
            byPlace[(parent, name)] = node.Id;
            node.Touched |= notes.Changes.Count > 0;
            return new DepartmentImportLine(line.Line, PathOf(node), notes.Changes.Count > 0 ? ItemOutcome.Changed : ItemOutcome.Unchanged, [.. notes.Changes], null);
        }

        // Found: a value (null inside for the top). Not found: null.
        (DepartmentId? Value, bool Found)? Find(string? path)
        {
            DepartmentId? at = null;
            foreach (var part in (path ?? "").Split(DepartmentRules.Separator, StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
            {
                if (!byPlace.TryGetValue((at, part), out var down)) return null;
                at = down;
            }

            return (at, true);
        }

        List<Guid> Ids(TreeNode node)
        {
            var ids = new List<Guid>();
            for (TreeNode? n = node; n is not null && ids.Count <= DepartmentRules.Depth; n = n.Parent is { } p ? nodes[p] : null) ids.Insert(0, n.Id.Value);
            return ids;
        }

        string PathOf(TreeNode node) => string.Join(DepartmentRules.Separator, Ids(node).Select(i => nodes[new DepartmentId(i)].Name));

        int Height(TreeNode node)
        {
            var own = Ids(node).Count;
            return nodes.Values.Select(Ids).Where(p => p.Contains(node.Id.Value)).Max(p => p.Count) - own + 1;
        }
    }

    /// <summary>Writes what changed; paths of everything below what moved follow.</summary>
    public async Task WriteAsync(Dictionary<DepartmentId, TreeNode> nodes, Actor actor, CancellationToken ct)
    {
        var paths = new Dictionary<DepartmentId, Guid[]>();
        Guid[] PathOf(DepartmentId id) => paths.TryGetValue(id, out var known) ? known : paths[id] = [.. nodes[id].Parent is { } p ? PathOf(p) : [], id.Value];
        foreach (var node in nodes.Values.Where(n => n.New))
            db.Departments.Add(new DepartmentRow { Id = node.Id, TenantId = actor.Tenant, Name = node.Name, ParentId = node.Parent, Path = PathOf(node.Id), Sort = node.Sort });
        var changed = nodes.Values.Where(n => !n.New && (n.Touched || !n.OldPath.AsSpan().SequenceEqual(PathOf(n.Id)))).ToDictionary(n => n.Id);
        var keys = changed.Keys.ToList();
        foreach (var row in await db.Departments.Where(d => keys.Contains(d.Id)).ToListAsync(ct))
        {
            var node = changed[row.Id];
            (row.Name, row.ParentId, row.Sort, row.Path) = (node.Name, node.Parent, node.Sort, PathOf(row.Id));
            if (node.Touched) row.Version++;
        }

        await db.SaveChangesAsync(ct);
    }
}
