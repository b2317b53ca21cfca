using System;
using System.Collections.Generic;
using System.Net;
using Microsoft.EntityFrameworkCore.Migrations;
using Npgsql.EntityFrameworkCore.PostgreSQL.Metadata;

#nullable disable

namespace Huitang.Migrations
{
    /// <inheritdoc />
    public partial class Initial : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.EnsureSchema(
                name: "audit");

            migrationBuilder.EnsureSchema(
                name: "identity");

            migrationBuilder.EnsureSchema(
                name: "meetings");

            migrationBuilder.EnsureSchema(
                name: "insights");

            migrationBuilder.EnsureSchema(
                name: "kernel");

            migrationBuilder.EnsureSchema(
                name: "downloads");

            migrationBuilder.EnsureSchema(
                name: "messages");

            migrationBuilder.EnsureSchema(
                name: "media_nodes");

            migrationBuilder.EnsureSchema(
                name: "policies");

            migrationBuilder.CreateSequence(
                name: "epoch",
                schema: "meetings");

            migrationBuilder.CreateTable(
                name: "act",
                schema: "audit",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    log = table.Column<short>(type: "smallint", nullable: false),
                    action = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    actor_kind = table.Column<short>(type: "smallint", nullable: false),
                    actor_id = table.Column<Guid>(type: "uuid", nullable: true),
                    actor_name = table.Column<string>(type: "text", nullable: true),
                    session = table.Column<Guid>(type: "uuid", nullable: true),
                    ip = table.Column<IPAddress>(type: "inet", nullable: true),
                    place = table.Column<short>(type: "smallint", nullable: false),
                    device = table.Column<string>(type: "text", nullable: true),
                    request_id = table.Column<string>(type: "text", nullable: true),
                    permission = table.Column<string>(type: "text", nullable: true),
                    ground = table.Column<short>(type: "smallint", nullable: false),
                    object_type = table.Column<string>(type: "text", nullable: true),
                    object_id = table.Column<string>(type: "text", nullable: true),
                    object_name = table.Column<string>(type: "text", nullable: true),
                    object_code = table.Column<string>(type: "text", nullable: true),
                    outcome = table.Column<string>(type: "text", nullable: false),
                    reason = table.Column<string>(type: "text", nullable: true),
                    account = table.Column<string>(type: "text", nullable: true),
                    method = table.Column<string>(type: "text", nullable: true),
                    changes = table.Column<string>(type: "jsonb", nullable: false),
                    erased = table.Column<bool>(type: "boolean", nullable: false),
                    subjects = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    stream = table.Column<Guid>(type: "uuid", nullable: false),
                    open_seq = table.Column<long>(type: "bigint", nullable: false),
                    close_seq = table.Column<long>(type: "bigint", nullable: true),
                    words = table.Column<string[]>(type: "text[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_act", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "avatar",
                schema: "identity",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    image = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_avatar", x => x.user_id);
                });

            migrationBuilder.CreateTable(
                name: "calendar_feed",
                schema: "meetings",
                columns: table => new
                {
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    token_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_calendar_feed", x => x.user_id);
                });

            migrationBuilder.CreateTable(
                name: "census",
                schema: "insights",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    department = table.Column<Guid>(type: "uuid", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    headcount = table.Column<int>(type: "integer", nullable: false),
                    activated = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_census", x => new { x.tenant_id, x.department, x.day });
                });

            migrationBuilder.CreateTable(
                name: "checkpoint",
                schema: "audit",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    number = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    body = table.Column<byte[]>(type: "bytea", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    key = table.Column<string>(type: "text", nullable: false),
                    signature = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_checkpoint", x => new { x.tenant_id, x.number });
                });

            migrationBuilder.CreateTable(
                name: "cluster_silo",
                schema: "kernel",
                columns: table => new
                {
                    cluster = table.Column<string>(type: "text", nullable: false),
                    silo = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false),
                    entry = table.Column<string>(type: "jsonb", nullable: false),
                    alive_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cluster_silo", x => new { x.cluster, x.silo });
                });

            migrationBuilder.CreateTable(
                name: "cluster_version",
                schema: "kernel",
                columns: table => new
                {
                    cluster = table.Column<string>(type: "text", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_cluster_version", x => x.cluster);
                });

            migrationBuilder.CreateTable(
                name: "consent",
                schema: "identity",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    proposed_by = table.Column<Guid>(type: "uuid", nullable: false),
                    proposed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    alone_from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    target = table.Column<Guid>(type: "uuid", nullable: true),
                    permissions = table.Column<List<string>>(type: "text[]", nullable: false),
                    answered_by = table.Column<Guid>(type: "uuid", nullable: true),
                    answered_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_consent", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "day",
                schema: "insights",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    department = table.Column<Guid>(type: "uuid", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    meetings = table.Column<int>(type: "integer", nullable: false),
                    started = table.Column<int>(type: "integer", nullable: false),
                    attendances = table.Column<int>(type: "integer", nullable: false),
                    guest_attendances = table.Column<int>(type: "integer", nullable: false),
                    persons = table.Column<int>(type: "integer", nullable: false),
                    persons_internal = table.Column<int>(type: "integer", nullable: false),
                    persons_external = table.Column<int>(type: "integer", nullable: false),
                    micros = table.Column<long>(type: "bigint", nullable: false),
                    shares = table.Column<int>(type: "integer", nullable: false),
                    sign_ins = table.Column<int>(type: "integer", nullable: false),
                    users = table.Column<int>(type: "integer", nullable: false),
                    active = table.Column<int>(type: "integer", nullable: false),
                    peak_meetings = table.Column<int>(type: "integer", nullable: false),
                    peak_people = table.Column<int>(type: "integer", nullable: false),
                    by_duration = table.Column<int[]>(type: "integer[]", nullable: false),
                    by_size = table.Column<int[]>(type: "integer[]", nullable: false),
                    by_type = table.Column<int[]>(type: "integer[]", nullable: false),
                    by_device = table.Column<int[]>(type: "integer[]", nullable: false),
                    user_set = table.Column<byte[]>(type: "bytea", nullable: false),
                    active_set = table.Column<byte[]>(type: "bytea", nullable: false),
                    vector = table.Column<byte[]>(type: "bytea", nullable: false),
                    course = table.Column<byte[]>(type: "bytea", nullable: true),
                    rolled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_day", x => new { x.tenant_id, x.department, x.day });
                });

            migrationBuilder.CreateTable(
                name: "department",
                schema: "identity",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    parent_id = table.Column<Guid>(type: "uuid", nullable: true),
                    name = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    path = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    sort = table.Column<int>(type: "integer", nullable: false),
                    external_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_department", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "difference",
                schema: "insights",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    found_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    department = table.Column<Guid>(type: "uuid", nullable: false),
                    figure = table.Column<string>(type: "text", nullable: false),
                    stored = table.Column<string>(type: "text", nullable: false),
                    computed = table.Column<string>(type: "text", nullable: false),
                    cause = table.Column<string>(type: "text", nullable: false),
                    @object = table.Column<Guid>(name: "object", type: "uuid", nullable: false),
                    repaired_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_difference", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "dirty",
                schema: "insights",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    room_id = table.Column<Guid>(type: "uuid", nullable: true),
                    path = table.Column<int>(type: "integer", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_dirty", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "enterprise",
                schema: "identity",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false),
                    corp_id = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    name = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    next_user_ordinal = table.Column<int>(type: "integer", nullable: false),
                    isolated_permissions = table.Column<List<string>>(type: "text[]", nullable: false),
                    three_powers = table.Column<bool>(type: "boolean", nullable: false),
                    rights_version = table.Column<long>(type: "bigint", nullable: false),
                    premium_accounts = table.Column<int>(type: "integer", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_enterprise", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "hidden_person",
                schema: "identity",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_hidden_person", x => new { x.tenant_id, x.user_id });
                });

            migrationBuilder.CreateTable(
                name: "hour",
                schema: "insights",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    department = table.Column<Guid>(type: "uuid", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    hour = table.Column<short>(type: "smallint", nullable: false),
                    meetings = table.Column<int>(type: "integer", nullable: false),
                    joins = table.Column<int>(type: "integer", nullable: false),
                    shares = table.Column<int>(type: "integer", nullable: false),
                    micros = table.Column<long>(type: "bigint", nullable: false),
                    peak_meetings = table.Column<int>(type: "integer", nullable: false),
                    peak_people = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_hour", x => new { x.tenant_id, x.day, x.department, x.hour });
                });

            migrationBuilder.CreateTable(
                name: "job",
                schema: "downloads",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    creator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    creator_name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    report = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    criteria = table.Column<string>(type: "jsonb", nullable: false),
                    format = table.Column<short>(type: "smallint", nullable: false),
                    language = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    zone = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    scope_whole = table.Column<bool>(type: "boolean", nullable: false),
                    scope_departments = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    shown = table.Column<string[]>(type: "text[]", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    rows = table.Column<long>(type: "bigint", nullable: false),
                    total = table.Column<long>(type: "bigint", nullable: true),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    owner = table.Column<Guid>(type: "uuid", nullable: true),
                    lease_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    cancel_asked = table.Column<bool>(type: "boolean", nullable: false),
                    file_key = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    size = table.Column<long>(type: "bigint", nullable: true),
                    sha256 = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    started_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    error_code = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: true),
                    error_args = table.Column<string[]>(type: "text[]", nullable: false),
                    definition_id = table.Column<Guid>(type: "uuid", nullable: true),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    mail = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_job", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "join_ticket",
                schema: "meetings",
                columns: table => new
                {
                    hash = table.Column<string>(type: "text", nullable: false),
                    meeting_id = table.Column<Guid>(type: "uuid", nullable: false),
                    arrival = table.Column<string>(type: "jsonb", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_join_ticket", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "key_ring",
                schema: "kernel",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    xml = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_key_ring", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "live_event",
                schema: "meetings",
                columns: table => new
                {
                    id = table.Column<long>(type: "bigint", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    media_room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    participant_id = table.Column<Guid>(type: "uuid", nullable: true),
                    name = table.Column<string>(type: "text", nullable: true),
                    detail = table.Column<string>(type: "text", nullable: true),
                    by = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_live_event", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "live_meeting",
                schema: "meetings",
                columns: table => new
                {
                    meeting_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    media_room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    opened = table.Column<bool>(type: "boolean", nullable: false),
                    epoch = table.Column<long>(type: "bigint", nullable: false),
                    state = table.Column<string>(type: "jsonb", nullable: false),
                    place = table.Column<string>(type: "jsonb", nullable: true),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    updated_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_live_meeting", x => x.meeting_id);
                });

            migrationBuilder.CreateTable(
                name: "mail",
                schema: "messages",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    to_address = table.Column<string>(type: "character varying(320)", maxLength: 320, nullable: false),
                    to_name = table.Column<string>(type: "text", nullable: true),
                    subject = table.Column<string>(type: "character varying(500)", maxLength: 500, nullable: false),
                    text = table.Column<string>(type: "text", nullable: false),
                    html = table.Column<string>(type: "text", nullable: false),
                    calendar_method = table.Column<string>(type: "text", nullable: true),
                    calendar_text = table.Column<string>(type: "text", nullable: true),
                    files = table.Column<string>(type: "jsonb", nullable: true),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    error = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    done_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_mail", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "media_room",
                schema: "meetings",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    meeting_id = table.Column<Guid>(type: "uuid", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    type = table.Column<short>(type: "smallint", nullable: false),
                    creator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    creator_name = table.Column<string>(type: "text", nullable: false),
                    planned_start = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    planned_end = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    peak = table.Column<int>(type: "integer", nullable: false),
                    features = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_media_room", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "meeting",
                schema: "meetings",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    code = table.Column<string>(type: "character(9)", fixedLength: true, maxLength: 9, nullable: false),
                    code_released_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    type = table.Column<short>(type: "smallint", nullable: false),
                    subject = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: false),
                    location = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: true),
                    creator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    creator_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    time_zone = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    start_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    end_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_end_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    repeats = table.Column<short>(type: "smallint", nullable: true),
                    repeat_count = table.Column<int>(type: "integer", nullable: true),
                    repeat_until = table.Column<DateOnly>(type: "date", nullable: true),
                    password = table.Column<string>(type: "character varying(6)", maxLength: 6, nullable: true),
                    link_key = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: false),
                    settings = table.Column<string>(type: "jsonb", nullable: false),
                    sequence = table.Column<int>(type: "integer", nullable: false),
                    cancelled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    cancel_reason = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_meeting", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "moment",
                schema: "insights",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    room_id = table.Column<Guid>(type: "uuid", nullable: true),
                    ordinal = table.Column<int>(type: "integer", nullable: true),
                    path = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    written_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_moment", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "node",
                schema: "media_nodes",
                columns: table => new
                {
                    id = table.Column<string>(type: "text", nullable: false),
                    url = table.Column<string>(type: "text", nullable: false),
                    api_secret = table.Column<string>(type: "text", nullable: false),
                    admin_key = table.Column<string>(type: "text", nullable: false),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_node", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "node_sample",
                schema: "insights",
                columns: table => new
                {
                    node = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    up = table.Column<bool>(type: "boolean", nullable: false),
                    cpu = table.Column<double>(type: "double precision", nullable: false),
                    memory = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_node_sample", x => new { x.node, x.at });
                });

            migrationBuilder.CreateTable(
                name: "notice",
                schema: "messages",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    key = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: true),
                    text_zh = table.Column<string>(type: "text", nullable: false),
                    text_en = table.Column<string>(type: "text", nullable: false),
                    path = table.Column<string>(type: "text", nullable: true),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    read_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_notice", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "one_time_token",
                schema: "identity",
                columns: table => new
                {
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    purpose = table.Column<short>(type: "smallint", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    payload = table.Column<string>(type: "text", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_one_time_token", x => x.hash);
                });

            migrationBuilder.CreateTable(
                name: "outbox",
                schema: "kernel",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    type = table.Column<string>(type: "text", nullable: false),
                    body = table.Column<string>(type: "jsonb", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    due_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    attempts = table.Column<int>(type: "integer", nullable: false),
                    last_error = table.Column<string>(type: "text", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_outbox", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "participation",
                schema: "meetings",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    media_room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    meeting_id = table.Column<Guid>(type: "uuid", nullable: false),
                    participant_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    department_id = table.Column<Guid>(type: "uuid", nullable: true),
                    name = table.Column<string>(type: "text", nullable: false),
                    guest = table.Column<bool>(type: "boolean", nullable: false),
                    role = table.Column<short>(type: "smallint", nullable: false),
                    joined_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    left_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    reason = table.Column<short>(type: "smallint", nullable: false),
                    seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    device = table.Column<string>(type: "text", nullable: false),
                    browser = table.Column<string>(type: "text", nullable: false),
                    network = table.Column<string>(type: "text", nullable: false),
                    ip = table.Column<string>(type: "text", nullable: true),
                    resume_hash = table.Column<string>(type: "text", nullable: false),
                    state = table.Column<string>(type: "jsonb", nullable: false),
                    quality = table.Column<string>(type: "jsonb", nullable: true),
                    grade = table.Column<short>(type: "smallint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_participation", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "passkey",
                schema: "identity",
                columns: table => new
                {
                    credential_id = table.Column<byte[]>(type: "bytea", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    public_key = table.Column<byte[]>(type: "bytea", nullable: false),
                    sign_count = table.Column<long>(type: "bigint", nullable: false),
                    transports = table.Column<List<string>>(type: "text[]", nullable: false),
                    user_verified = table.Column<bool>(type: "boolean", nullable: false),
                    backup_eligible = table.Column<bool>(type: "boolean", nullable: false),
                    backed_up = table.Column<bool>(type: "boolean", nullable: false),
                    attestation_object = table.Column<byte[]>(type: "bytea", nullable: false),
                    client_data_json = table.Column<byte[]>(type: "bytea", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_passkey", x => x.credential_id);
                });

            migrationBuilder.CreateTable(
                name: "path",
                schema: "insights",
                columns: table => new
                {
                    id = table.Column<int>(type: "integer", nullable: false)
                        .Annotation("Npgsql:ValueGenerationStrategy", NpgsqlValueGenerationStrategy.IdentityAlwaysColumn),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    departments = table.Column<Guid[]>(type: "uuid[]", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_path", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "people_operation",
                schema: "identity",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    state = table.Column<short>(type: "smallint", nullable: false),
                    mode = table.Column<short>(type: "smallint", nullable: false),
                    by_user = table.Column<Guid>(type: "uuid", nullable: false),
                    by_name = table.Column<string>(type: "text", nullable: false),
                    file_name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    file_hash = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    finished_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    beat_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    cancel_asked = table.Column<bool>(type: "boolean", nullable: false),
                    total = table.Column<int>(type: "integer", nullable: false),
                    handled = table.Column<int>(type: "integer", nullable: false),
                    added = table.Column<int>(type: "integer", nullable: false),
                    changed = table.Column<int>(type: "integer", nullable: false),
                    unchanged = table.Column<int>(type: "integer", nullable: false),
                    refused = table.Column<int>(type: "integer", nullable: false),
                    not_undone = table.Column<int>(type: "integer", nullable: false),
                    error_code = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: true),
                    error_args = table.Column<string[]>(type: "text[]", nullable: false),
                    undo_until = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_people_operation", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "people_operation_item",
                schema: "identity",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    operation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    line = table.Column<int>(type: "integer", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    login = table.Column<string>(type: "text", nullable: false),
                    name = table.Column<string>(type: "text", nullable: false),
                    outcome = table.Column<short>(type: "smallint", nullable: false),
                    error_code = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: true),
                    error_args = table.Column<string[]>(type: "text[]", nullable: false),
                    error_field = table.Column<string>(type: "text", nullable: true),
                    after = table.Column<string>(type: "jsonb", nullable: true),
                    before = table.Column<string>(type: "jsonb", nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_people_operation_item", x => new { x.tenant_id, x.operation_id, x.line });
                });

            migrationBuilder.CreateTable(
                name: "policy",
                schema: "policies",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    type = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false),
                    value = table.Column<string>(type: "jsonb", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_policy", x => new { x.tenant_id, x.type });
                });

            migrationBuilder.CreateTable(
                name: "quality_chunk",
                schema: "meetings",
                columns: table => new
                {
                    participation_id = table.Column<Guid>(type: "uuid", nullable: false),
                    number = table.Column<int>(type: "integer", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    media_room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    from = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    samples = table.Column<int>(type: "integer", nullable: false),
                    body = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_quality_chunk", x => new { x.participation_id, x.number });
                });

            migrationBuilder.CreateTable(
                name: "record",
                schema: "audit",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    stream = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    body = table.Column<byte[]>(type: "bytea", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_record", x => new { x.tenant_id, x.stream, x.seq });
                });

            migrationBuilder.CreateTable(
                name: "resource_use",
                schema: "insights",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<string>(type: "text", nullable: false),
                    resource = table.Column<string>(type: "text", nullable: false),
                    resource_name = table.Column<string>(type: "text", nullable: false),
                    model = table.Column<string>(type: "text", nullable: true),
                    version = table.Column<string>(type: "text", nullable: true),
                    began_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ended_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    day = table.Column<DateOnly>(type: "date", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_resource_use", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "role",
                schema: "identity",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    description = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: true),
                    built_in = table.Column<short>(type: "smallint", nullable: false),
                    edited = table.Column<bool>(type: "boolean", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_role", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "role_permission",
                schema: "identity",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    role_id = table.Column<Guid>(type: "uuid", nullable: false),
                    permission = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_role_permission", x => new { x.tenant_id, x.role_id, x.permission });
                });

            migrationBuilder.CreateTable(
                name: "role_scope",
                schema: "identity",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    place_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_role_scope", x => new { x.tenant_id, x.user_id, x.kind, x.place_id });
                });

            migrationBuilder.CreateTable(
                name: "room",
                schema: "insights",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    meeting_id = table.Column<Guid>(type: "uuid", nullable: false),
                    subject = table.Column<string>(type: "text", nullable: false),
                    code = table.Column<string>(type: "text", nullable: false),
                    type = table.Column<short>(type: "smallint", nullable: false),
                    creator_id = table.Column<Guid>(type: "uuid", nullable: false),
                    creator_name = table.Column<string>(type: "text", nullable: false),
                    creator = table.Column<int>(type: "integer", nullable: true),
                    path = table.Column<int>(type: "integer", nullable: false),
                    opened_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    closed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    day = table.Column<DateOnly>(type: "date", nullable: false),
                    last_day = table.Column<DateOnly>(type: "date", nullable: true),
                    people = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    micros = table.Column<long>(type: "bigint", nullable: false, defaultValue: 0L),
                    guests = table.Column<bool>(type: "boolean", nullable: false, defaultValue: false),
                    devices = table.Column<int>(type: "integer", nullable: false, defaultValue: 0),
                    written_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_room", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "saved_report",
                schema: "downloads",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    owner_id = table.Column<Guid>(type: "uuid", nullable: false),
                    owner_name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    report = table.Column<string>(type: "character varying(80)", maxLength: 80, nullable: false),
                    criteria = table.Column<string>(type: "jsonb", nullable: false),
                    format = table.Column<short>(type: "smallint", nullable: false),
                    language = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    zone = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    cron = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    paused = table.Column<bool>(type: "boolean", nullable: false),
                    mail = table.Column<bool>(type: "boolean", nullable: false),
                    next_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saved_report", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "saved_view",
                schema: "identity",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    list = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    name = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    query = table.Column<string>(type: "character varying(2000)", maxLength: 2000, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_saved_view", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sent_invitation",
                schema: "meetings",
                columns: table => new
                {
                    event_id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    meeting_id = table.Column<Guid>(type: "uuid", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sent_invitation", x => x.event_id);
                });

            migrationBuilder.CreateTable(
                name: "service_token",
                schema: "identity",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    created_by = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    limited = table.Column<bool>(type: "boolean", nullable: false),
                    departments = table.Column<Guid[]>(type: "uuid[]", nullable: false),
                    invite = table.Column<bool>(type: "boolean", nullable: false),
                    make_departments = table.Column<bool>(type: "boolean", nullable: false),
                    last_used_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    last_used_ip = table.Column<string>(type: "character varying(45)", maxLength: 45, nullable: true),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_service_token", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "session",
                schema: "identity",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    last_seen_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    expires_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    remember = table.Column<bool>(type: "boolean", nullable: false),
                    ip = table.Column<string>(type: "character varying(45)", maxLength: 45, nullable: true),
                    device = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    method = table.Column<short>(type: "smallint", nullable: false),
                    revoked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_session", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "sign_in_log",
                schema: "identity",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    account = table.Column<string>(type: "character varying(120)", maxLength: 120, nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: true),
                    method = table.Column<short>(type: "smallint", nullable: false),
                    result = table.Column<short>(type: "smallint", nullable: false),
                    ip = table.Column<string>(type: "character varying(45)", maxLength: 45, nullable: true),
                    device = table.Column<string>(type: "character varying(400)", maxLength: 400, nullable: true),
                    known_device = table.Column<Guid>(type: "uuid", nullable: true),
                    session_id = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sign_in_log", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "signing_key",
                schema: "audit",
                columns: table => new
                {
                    fingerprint = table.Column<string>(type: "text", nullable: false),
                    public_key = table.Column<byte[]>(type: "bytea", nullable: false),
                    node = table.Column<string>(type: "text", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_signing_key", x => x.fingerprint);
                });

            migrationBuilder.CreateTable(
                name: "sink_position",
                schema: "audit",
                columns: table => new
                {
                    sink = table.Column<string>(type: "text", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    stream = table.Column<Guid>(type: "uuid", nullable: false),
                    seq = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_sink_position", x => new { x.sink, x.tenant_id, x.stream });
                });

            migrationBuilder.CreateTable(
                name: "span",
                schema: "insights",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    department = table.Column<Guid>(type: "uuid", nullable: false),
                    first = table.Column<DateOnly>(type: "date", nullable: false),
                    last = table.Column<DateOnly>(type: "date", nullable: false),
                    users = table.Column<int>(type: "integer", nullable: false),
                    active = table.Column<int>(type: "integer", nullable: false),
                    user_set = table.Column<byte[]>(type: "bytea", nullable: false),
                    active_set = table.Column<byte[]>(type: "bytea", nullable: false),
                    vector = table.Column<byte[]>(type: "bytea", nullable: false),
                    meetings = table.Column<int>(type: "integer", nullable: false),
                    attendances = table.Column<int>(type: "integer", nullable: false),
                    micros = table.Column<long>(type: "bigint", nullable: false),
                    shares = table.Column<int>(type: "integer", nullable: false),
                    days = table.Column<byte[]>(type: "bytea", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_span", x => new { x.tenant_id, x.department, x.first, x.last });
                });

            migrationBuilder.CreateTable(
                name: "stay",
                schema: "insights",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    room_id = table.Column<Guid>(type: "uuid", nullable: false),
                    person = table.Column<Guid>(type: "uuid", nullable: false),
                    guest = table.Column<bool>(type: "boolean", nullable: false),
                    ordinal = table.Column<int>(type: "integer", nullable: true),
                    path = table.Column<int>(type: "integer", nullable: false),
                    device = table.Column<short>(type: "smallint", nullable: false),
                    joined_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    left_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    first_day = table.Column<DateOnly>(type: "date", nullable: false),
                    last_day = table.Column<DateOnly>(type: "date", nullable: true),
                    written_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stay", x => new { x.tenant_id, x.id });
                });

            migrationBuilder.CreateTable(
                name: "stream",
                schema: "audit",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    stream = table.Column<Guid>(type: "uuid", nullable: false),
                    head_seq = table.Column<long>(type: "bigint", nullable: false),
                    head_hash = table.Column<byte[]>(type: "bytea", nullable: false),
                    sealed_seq = table.Column<long>(type: "bigint", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stream", x => new { x.tenant_id, x.stream });
                });

            migrationBuilder.CreateTable(
                name: "subject_key",
                schema: "audit",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    subject = table.Column<Guid>(type: "uuid", nullable: false),
                    key = table.Column<byte[]>(type: "bytea", nullable: true),
                    erased_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_subject_key", x => new { x.tenant_id, x.subject });
                });

            migrationBuilder.CreateTable(
                name: "user_account",
                schema: "identity",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    login = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false),
                    login_key = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: false, collation: "C"),
                    name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: false),
                    email = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true),
                    email_key = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true, collation: "C"),
                    phone = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    phone_key = table.Column<string>(type: "character varying(32)", maxLength: 32, nullable: true),
                    employee_number = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    external_id = table.Column<string>(type: "character varying(256)", maxLength: 256, nullable: true),
                    given_name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    family_name = table.Column<string>(type: "character varying(60)", maxLength: 60, nullable: true),
                    title = table.Column<string>(type: "character varying(96)", maxLength: 96, nullable: true),
                    entry_date = table.Column<DateOnly>(type: "date", nullable: true),
                    status = table.Column<short>(type: "smallint", nullable: false),
                    department_id = table.Column<Guid>(type: "uuid", nullable: true),
                    account_type = table.Column<short>(type: "smallint", nullable: false),
                    premium_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    ordinal = table.Column<int>(type: "integer", nullable: false),
                    is_super_admin = table.Column<bool>(type: "boolean", nullable: false),
                    search_text = table.Column<string>(type: "text", nullable: false),
                    grams = table.Column<string[]>(type: "text[]", nullable: false),
                    name_sort = table.Column<string>(type: "text", nullable: false, collation: "C"),
                    entry_sort = table.Column<DateOnly>(type: "date", nullable: false, computedColumnSql: "coalesce(entry_date, '-infinity'::date)", stored: true),
                    number_sort = table.Column<string>(type: "text", nullable: false, computedColumnSql: "coalesce(employee_number, '')", stored: true, collation: "C"),
                    language = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    password_hash = table.Column<string>(type: "text", nullable: true),
                    password_changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    totp_secret = table.Column<string>(type: "text", nullable: true),
                    totp_last_step = table.Column<long>(type: "bigint", nullable: false),
                    recovery_codes = table.Column<List<byte[]>>(type: "bytea[]", nullable: false),
                    created_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false, defaultValueSql: "now()"),
                    last_sign_in_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    invited_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    invite_count = table.Column<int>(type: "integer", nullable: false),
                    invite_window_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    deleted_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    status_before = table.Column<short>(type: "smallint", nullable: true),
                    avatar_tag = table.Column<string>(type: "character varying(40)", maxLength: 40, nullable: true),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_account", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "user_department",
                schema: "identity",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    department_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_department", x => new { x.tenant_id, x.user_id, x.department_id });
                });

            migrationBuilder.CreateTable(
                name: "user_role",
                schema: "identity",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role_id = table.Column<Guid>(type: "uuid", nullable: false),
                    limited = table.Column<bool>(type: "boolean", nullable: false),
                    given_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    given_by = table.Column<Guid>(type: "uuid", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_user_role", x => new { x.tenant_id, x.user_id });
                });

            migrationBuilder.CreateTable(
                name: "verification",
                schema: "audit",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    by = table.Column<string>(type: "text", nullable: false),
                    report = table.Column<string>(type: "jsonb", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_verification", x => x.tenant_id);
                });

            migrationBuilder.CreateTable(
                name: "visibility_entry",
                schema: "identity",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    rule_id = table.Column<Guid>(type: "uuid", nullable: false),
                    except = table.Column<bool>(type: "boolean", nullable: false),
                    kind = table.Column<short>(type: "smallint", nullable: false),
                    entry_id = table.Column<Guid>(type: "uuid", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_visibility_entry", x => new { x.tenant_id, x.rule_id, x.except, x.kind, x.entry_id });
                });

            migrationBuilder.CreateTable(
                name: "visibility_rule",
                schema: "identity",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    subject = table.Column<short>(type: "smallint", nullable: false),
                    subject_id = table.Column<Guid>(type: "uuid", nullable: false),
                    extent = table.Column<short>(type: "smallint", nullable: false),
                    changed_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    version = table.Column<int>(type: "integer", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_visibility_rule", x => x.id);
                });

            migrationBuilder.CreateTable(
                name: "zone",
                schema: "insights",
                columns: table => new
                {
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    zone = table.Column<string>(type: "text", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_zone", x => x.tenant_id);
                });

            migrationBuilder.CreateTable(
                name: "occurrence",
                schema: "meetings",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    meeting_id = table.Column<Guid>(type: "uuid", nullable: false),
                    rule_start = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    start_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    end_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    subject = table.Column<string>(type: "character varying(512)", maxLength: 512, nullable: true),
                    location = table.Column<string>(type: "character varying(36)", maxLength: 36, nullable: true),
                    edited = table.Column<bool>(type: "boolean", nullable: false),
                    cancelled_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_occurrence", x => x.id);
                    table.ForeignKey(
                        name: "fk_occurrence_meeting_meeting_id",
                        column: x => x.meeting_id,
                        principalSchema: "meetings",
                        principalTable: "meeting",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "planned_guest",
                schema: "meetings",
                columns: table => new
                {
                    id = table.Column<Guid>(type: "uuid", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    meeting_id = table.Column<Guid>(type: "uuid", nullable: false),
                    name = table.Column<string>(type: "character varying(64)", maxLength: 64, nullable: false),
                    phone = table.Column<string>(type: "character varying(24)", maxLength: 24, nullable: true),
                    mail = table.Column<string>(type: "character varying(254)", maxLength: 254, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_planned_guest", x => x.id);
                    table.ForeignKey(
                        name: "fk_planned_guest_meeting_meeting_id",
                        column: x => x.meeting_id,
                        principalSchema: "meetings",
                        principalTable: "meeting",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateTable(
                name: "planned_person",
                schema: "meetings",
                columns: table => new
                {
                    meeting_id = table.Column<Guid>(type: "uuid", nullable: false),
                    user_id = table.Column<Guid>(type: "uuid", nullable: false),
                    role = table.Column<short>(type: "smallint", nullable: false),
                    tenant_id = table.Column<int>(type: "integer", nullable: false),
                    name = table.Column<string>(type: "character varying(200)", maxLength: 200, nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_planned_person", x => new { x.meeting_id, x.user_id, x.role });
                    table.ForeignKey(
                        name: "fk_planned_person_meeting_meeting_id",
                        column: x => x.meeting_id,
                        principalSchema: "meetings",
                        principalTable: "meeting",
                        principalColumn: "id",
                        onDelete: ReferentialAction.Cascade);
                });

            migrationBuilder.CreateIndex(
                name: "ix_act_tenant_id_actor_id_at",
                schema: "audit",
                table: "act",
                columns: new[] { "tenant_id", "actor_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_act_tenant_id_log_at_id",
                schema: "audit",
                table: "act",
                columns: new[] { "tenant_id", "log", "at", "id" },
                descending: new[] { false, false, true, true });

            migrationBuilder.CreateIndex(
                name: "ix_act_tenant_id_stream_open_seq",
                schema: "audit",
                table: "act",
                columns: new[] { "tenant_id", "stream", "open_seq" });

            migrationBuilder.CreateIndex(
                name: "ix_act_words",
                schema: "audit",
                table: "act",
                column: "words")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_calendar_feed_token_hash",
                schema: "meetings",
                table: "calendar_feed",
                column: "token_hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_consent_tenant_id_kind",
                schema: "identity",
                table: "consent",
                columns: new[] { "tenant_id", "kind" },
                unique: true,
                filter: "state = 1");

            migrationBuilder.CreateIndex(
                name: "ix_consent_tenant_id_proposed_at",
                schema: "identity",
                table: "consent",
                columns: new[] { "tenant_id", "proposed_at" });

            migrationBuilder.CreateIndex(
                name: "ix_day_tenant_id_day",
                schema: "insights",
                table: "day",
                columns: new[] { "tenant_id", "day" });

            migrationBuilder.CreateIndex(
                name: "ix_department_path",
                schema: "identity",
                table: "department",
                column: "path")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_department_tenant_id_external_id",
                schema: "identity",
                table: "department",
                columns: new[] { "tenant_id", "external_id" },
                filter: "external_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_department_tenant_id_parent_id_name",
                schema: "identity",
                table: "department",
                columns: new[] { "tenant_id", "parent_id", "name" },
                unique: true)
                .Annotation("Npgsql:NullsDistinct", false);

            migrationBuilder.CreateIndex(
                name: "ix_difference_tenant_id_found_at",
                schema: "insights",
                table: "difference",
                columns: new[] { "tenant_id", "found_at" });

            migrationBuilder.CreateIndex(
                name: "ix_dirty_tenant_id_day",
                schema: "insights",
                table: "dirty",
                columns: new[] { "tenant_id", "day" });

            migrationBuilder.CreateIndex(
                name: "ix_enterprise_corp_id",
                schema: "identity",
                table: "enterprise",
                column: "corp_id",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_job_definition_id_due_at",
                schema: "downloads",
                table: "job",
                columns: new[] { "definition_id", "due_at" },
                unique: true,
                filter: "due_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_job_expiring",
                schema: "downloads",
                table: "job",
                column: "expires_at",
                filter: "state = 2");

            migrationBuilder.CreateIndex(
                name: "ix_job_open",
                schema: "downloads",
                table: "job",
                column: "created_at",
                filter: "state in (0, 1)");

            migrationBuilder.CreateIndex(
                name: "ix_job_tenant_id_created_at",
                schema: "downloads",
                table: "job",
                columns: new[] { "tenant_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_job_tenant_id_creator_id_created_at",
                schema: "downloads",
                table: "job",
                columns: new[] { "tenant_id", "creator_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_join_ticket_expires_at",
                schema: "meetings",
                table: "join_ticket",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_live_event_media_room_id_at",
                schema: "meetings",
                table: "live_event",
                columns: new[] { "media_room_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_mail_due_at",
                schema: "messages",
                table: "mail",
                column: "due_at",
                filter: "state = 0");

            migrationBuilder.CreateIndex(
                name: "ix_mail_tenant_id_created_at",
                schema: "messages",
                table: "mail",
                columns: new[] { "tenant_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_media_room_meeting_id",
                schema: "meetings",
                table: "media_room",
                column: "meeting_id");

            migrationBuilder.CreateIndex(
                name: "ix_media_room_tenant_id_opened_at",
                schema: "meetings",
                table: "media_room",
                columns: new[] { "tenant_id", "opened_at" });

            migrationBuilder.CreateIndex(
                name: "ix_meeting_tenant_id_creator_id",
                schema: "meetings",
                table: "meeting",
                columns: new[] { "tenant_id", "creator_id" });

            migrationBuilder.CreateIndex(
                name: "ix_meeting_tenant_id_last_end_at",
                schema: "meetings",
                table: "meeting",
                columns: new[] { "tenant_id", "last_end_at" });

            migrationBuilder.CreateIndex(
                name: "ux_meeting_code_in_use",
                schema: "meetings",
                table: "meeting",
                column: "code",
                unique: true,
                filter: "code_released_at is null");

            migrationBuilder.CreateIndex(
                name: "ux_meeting_personal_room",
                schema: "meetings",
                table: "meeting",
                column: "creator_id",
                unique: true,
                filter: "type = 5");

            migrationBuilder.CreateIndex(
                name: "ix_moment_tenant_id_day",
                schema: "insights",
                table: "moment",
                columns: new[] { "tenant_id", "day" });

            migrationBuilder.CreateIndex(
                name: "ix_moment_tenant_id_room_id",
                schema: "insights",
                table: "moment",
                columns: new[] { "tenant_id", "room_id" },
                filter: "kind = 2");

            migrationBuilder.CreateIndex(
                name: "ix_notice_tenant_id_user_id_at",
                schema: "messages",
                table: "notice",
                columns: new[] { "tenant_id", "user_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_notice_tenant_id_user_id_key",
                schema: "messages",
                table: "notice",
                columns: new[] { "tenant_id", "user_id", "key" },
                unique: true,
                filter: "key is not null");

            migrationBuilder.CreateIndex(
                name: "ix_notice_unread",
                schema: "messages",
                table: "notice",
                columns: new[] { "tenant_id", "user_id" },
                filter: "read_at is null");

            migrationBuilder.CreateIndex(
                name: "ix_occurrence_meeting_id_start_at",
                schema: "meetings",
                table: "occurrence",
                columns: new[] { "meeting_id", "start_at" });

            migrationBuilder.CreateIndex(
                name: "ix_occurrence_tenant_id_end_at",
                schema: "meetings",
                table: "occurrence",
                columns: new[] { "tenant_id", "end_at" });

            migrationBuilder.CreateIndex(
                name: "ix_one_time_token_expires_at",
                schema: "identity",
                table: "one_time_token",
                column: "expires_at");

            migrationBuilder.CreateIndex(
                name: "ix_one_time_token_tenant_id_user_id_purpose",
                schema: "identity",
                table: "one_time_token",
                columns: new[] { "tenant_id", "user_id", "purpose" });

            migrationBuilder.CreateIndex(
                name: "ix_outbox_due_at",
                schema: "kernel",
                table: "outbox",
                column: "due_at");

            migrationBuilder.CreateIndex(
                name: "ix_participation_media_room_id",
                schema: "meetings",
                table: "participation",
                column: "media_room_id");

            migrationBuilder.CreateIndex(
                name: "ix_participation_tenant_id_user_id_joined_at",
                schema: "meetings",
                table: "participation",
                columns: new[] { "tenant_id", "user_id", "joined_at" });

            migrationBuilder.CreateIndex(
                name: "ix_passkey_tenant_id_user_id",
                schema: "identity",
                table: "passkey",
                columns: new[] { "tenant_id", "user_id" });

            migrationBuilder.CreateIndex(
                name: "ix_path_departments",
                schema: "insights",
                table: "path",
                column: "departments")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_path_tenant_id_departments",
                schema: "insights",
                table: "path",
                columns: new[] { "tenant_id", "departments" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_people_operation_tenant_id_created_at",
                schema: "identity",
                table: "people_operation",
                columns: new[] { "tenant_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_people_operation_item_tenant_id_operation_id_outcome_line",
                schema: "identity",
                table: "people_operation_item",
                columns: new[] { "tenant_id", "operation_id", "outcome", "line" });

            migrationBuilder.CreateIndex(
                name: "ix_planned_guest_meeting_id",
                schema: "meetings",
                table: "planned_guest",
                column: "meeting_id");

            migrationBuilder.CreateIndex(
                name: "ix_planned_person_tenant_id_user_id",
                schema: "meetings",
                table: "planned_person",
                columns: new[] { "tenant_id", "user_id" });

            migrationBuilder.CreateIndex(
                name: "ix_quality_chunk_media_room_id",
                schema: "meetings",
                table: "quality_chunk",
                column: "media_room_id");

            migrationBuilder.CreateIndex(
                name: "ix_resource_use_tenant_id_kind_day",
                schema: "insights",
                table: "resource_use",
                columns: new[] { "tenant_id", "kind", "day" });

            migrationBuilder.CreateIndex(
                name: "ix_role_tenant_id_name",
                schema: "identity",
                table: "role",
                columns: new[] { "tenant_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_role_scope_tenant_id_place_id",
                schema: "identity",
                table: "role_scope",
                columns: new[] { "tenant_id", "place_id" });

            migrationBuilder.CreateIndex(
                name: "ix_room_tenant_id_day_last_day",
                schema: "insights",
                table: "room",
                columns: new[] { "tenant_id", "day", "last_day" },
                filter: "last_day is null or last_day > day");

            migrationBuilder.CreateIndex(
                name: "ix_room_tenant_id_day_opened_at",
                schema: "insights",
                table: "room",
                columns: new[] { "tenant_id", "day", "opened_at" });

            migrationBuilder.CreateIndex(
                name: "ix_room_tenant_id_last_day",
                schema: "insights",
                table: "room",
                columns: new[] { "tenant_id", "last_day" },
                filter: "last_day is null or last_day > day");

            migrationBuilder.CreateIndex(
                name: "ix_saved_report_due",
                schema: "downloads",
                table: "saved_report",
                column: "next_at",
                filter: "next_at is not null and not paused");

            migrationBuilder.CreateIndex(
                name: "ix_saved_report_tenant_id_owner_id_name",
                schema: "downloads",
                table: "saved_report",
                columns: new[] { "tenant_id", "owner_id", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_saved_view_tenant_id_user_id_list_name",
                schema: "identity",
                table: "saved_view",
                columns: new[] { "tenant_id", "user_id", "list", "name" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_service_token_hash",
                schema: "identity",
                table: "service_token",
                column: "hash",
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_service_token_tenant_id_created_at",
                schema: "identity",
                table: "service_token",
                columns: new[] { "tenant_id", "created_at" });

            migrationBuilder.CreateIndex(
                name: "ix_session_tenant_id_user_id",
                schema: "identity",
                table: "session",
                columns: new[] { "tenant_id", "user_id" });

            migrationBuilder.CreateIndex(
                name: "ix_sign_in_log_tenant_id_account_at",
                schema: "identity",
                table: "sign_in_log",
                columns: new[] { "tenant_id", "account", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_sign_in_log_tenant_id_at",
                schema: "identity",
                table: "sign_in_log",
                columns: new[] { "tenant_id", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_sign_in_log_tenant_id_ip_at",
                schema: "identity",
                table: "sign_in_log",
                columns: new[] { "tenant_id", "ip", "at" });

            migrationBuilder.CreateIndex(
                name: "ix_span_tenant_id_first_last",
                schema: "insights",
                table: "span",
                columns: new[] { "tenant_id", "first", "last" });

            migrationBuilder.CreateIndex(
                name: "ix_stay_tenant_id_first_day",
                schema: "insights",
                table: "stay",
                columns: new[] { "tenant_id", "first_day" });

            migrationBuilder.CreateIndex(
                name: "ix_stay_tenant_id_last_day",
                schema: "insights",
                table: "stay",
                columns: new[] { "tenant_id", "last_day" },
                filter: "last_day is null or last_day > first_day");

            migrationBuilder.CreateIndex(
                name: "ix_stay_tenant_id_path_first_day",
                schema: "insights",
                table: "stay",
                columns: new[] { "tenant_id", "path", "first_day" })
                .Annotation("Npgsql:IndexInclude", new[] { "room_id", "device" });

            migrationBuilder.CreateIndex(
                name: "ix_stay_tenant_id_room_id",
                schema: "insights",
                table: "stay",
                columns: new[] { "tenant_id", "room_id" });

            migrationBuilder.CreateIndex(
                name: "ix_user_account_grams",
                schema: "identity",
                table: "user_account",
                column: "grams")
                .Annotation("Npgsql:IndexMethod", "gin");

            migrationBuilder.CreateIndex(
                name: "ix_user_account_tenant_id_account_type",
                schema: "identity",
                table: "user_account",
                columns: new[] { "tenant_id", "account_type" });

            migrationBuilder.CreateIndex(
                name: "ix_user_account_tenant_id_changed_at",
                schema: "identity",
                table: "user_account",
                columns: new[] { "tenant_id", "changed_at" });

            migrationBuilder.CreateIndex(
                name: "ix_user_account_tenant_id_deleted_at",
                schema: "identity",
                table: "user_account",
                columns: new[] { "tenant_id", "deleted_at" },
                filter: "deleted_at is not null");

            migrationBuilder.CreateIndex(
                name: "ix_user_account_tenant_id_department_id",
                schema: "identity",
                table: "user_account",
                columns: new[] { "tenant_id", "department_id" })
                .Annotation("Npgsql:IndexInclude", new[] { "id", "status" });

            migrationBuilder.CreateIndex(
                name: "ix_user_account_tenant_id_email_key",
                schema: "identity",
                table: "user_account",
                columns: new[] { "tenant_id", "email_key" },
                unique: true,
                filter: "email_key is not null");

            migrationBuilder.CreateIndex(
                name: "ix_user_account_tenant_id_entry_sort_id",
                schema: "identity",
                table: "user_account",
                columns: new[] { "tenant_id", "entry_sort", "id" })
                .Annotation("Npgsql:IndexInclude", new[] { "status", "account_type", "department_id" });

            migrationBuilder.CreateIndex(
                name: "ix_user_account_tenant_id_external_id",
                schema: "identity",
                table: "user_account",
                columns: new[] { "tenant_id", "external_id" },
                filter: "external_id is not null");

            migrationBuilder.CreateIndex(
                name: "ix_user_account_tenant_id_login_key",
                schema: "identity",
                table: "user_account",
                columns: new[] { "tenant_id", "login_key" },
                unique: true);

            migrationBuilder.CreateIndex(
                name: "ix_user_account_tenant_id_login_key_id",
                schema: "identity",
                table: "user_account",
                columns: new[] { "tenant_id", "login_key", "id" })
                .Annotation("Npgsql:IndexInclude", new[] { "status", "account_type", "department_id" });

            migrationBuilder.CreateIndex(
                name: "ix_user_account_tenant_id_name_sort_id",
                schema: "identity",
                table: "user_account",
                columns: new[] { "tenant_id", "name_sort", "id" })
                .Annotation("Npgsql:IndexInclude", new[] { "status", "account_type", "department_id" });

            migrationBuilder.CreateIndex(
                name: "ix_user_account_tenant_id_number_sort_id",
                schema: "identity",
                table: "user_account",
                columns: new[] { "tenant_id", "number_sort", "id" })
                .Annotation("Npgsql:IndexInclude", new[] { "status", "account_type", "department_id" });

            migrationBuilder.CreateIndex(
                name: "ix_user_account_tenant_id_ordinal",
                schema: "identity",
                table: "user_account",
                columns: new[] { "tenant_id", "ordinal" },
                unique: true)
                .Annotation("Npgsql:IndexInclude", new[] { "id", "status", "department_id" });

            migrationBuilder.CreateIndex(
                name: "ix_user_account_tenant_id_phone_key",
                schema: "identity",
                table: "user_account",
                columns: new[] { "tenant_id", "phone_key" },
                unique: true,
                filter: "phone_key is not null");

            migrationBuilder.CreateIndex(
                name: "ix_user_account_tenant_id_status",
                schema: "identity",
                table: "user_account",
                columns: new[] { "tenant_id", "status" });

            migrationBuilder.CreateIndex(
                name: "ux_user_account_super_admin",
                schema: "identity",
                table: "user_account",
                column: "tenant_id",
                unique: true,
                filter: "is_super_admin");

            migrationBuilder.CreateIndex(
                name: "ix_user_department_tenant_id_department_id",
                schema: "identity",
                table: "user_department",
                columns: new[] { "tenant_id", "department_id" });

            migrationBuilder.CreateIndex(
                name: "ix_user_role_tenant_id_role_id",
                schema: "identity",
                table: "user_role",
                columns: new[] { "tenant_id", "role_id" });

            migrationBuilder.CreateIndex(
                name: "ix_visibility_rule_tenant_id_subject_subject_id",
                schema: "identity",
                table: "visibility_rule",
                columns: new[] { "tenant_id", "subject", "subject_id" },
                unique: true);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropTable(
                name: "act",
                schema: "audit");

            migrationBuilder.DropTable(
                name: "avatar",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "calendar_feed",
                schema: "meetings");

            migrationBuilder.DropTable(
                name: "census",
                schema: "insights");

            migrationBuilder.DropTable(
                name: "checkpoint",
                schema: "audit");

            migrationBuilder.DropTable(
                name: "cluster_silo",
                schema: "kernel");

            migrationBuilder.DropTable(
                name: "cluster_version",
                schema: "kernel");

            migrationBuilder.DropTable(
                name: "consent",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "day",
                schema: "insights");

            migrationBuilder.DropTable(
                name: "department",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "difference",
                schema: "insights");

            migrationBuilder.DropTable(
                name: "dirty",
                schema: "insights");

            migrationBuilder.DropTable(
                name: "enterprise",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "hidden_person",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "hour",
                schema: "insights");

            migrationBuilder.DropTable(
                name: "job",
                schema: "downloads");

            migrationBuilder.DropTable(
                name: "join_ticket",
                schema: "meetings");

            migrationBuilder.DropTable(
                name: "key_ring",
                schema: "kernel");

            migrationBuilder.DropTable(
                name: "live_event",
                schema: "meetings");

            migrationBuilder.DropTable(
                name: "live_meeting",
                schema: "meetings");

            migrationBuilder.DropTable(
                name: "mail",
                schema: "messages");

            migrationBuilder.DropTable(
                name: "media_room",
                schema: "meetings");

            migrationBuilder.DropTable(
                name: "moment",
                schema: "insights");

            migrationBuilder.DropTable(
                name: "node",
                schema: "media_nodes");

            migrationBuilder.DropTable(
                name: "node_sample",
                schema: "insights");

            migrationBuilder.DropTable(
                name: "notice",
                schema: "messages");

            migrationBuilder.DropTable(
                name: "occurrence",
                schema: "meetings");

            migrationBuilder.DropTable(
                name: "one_time_token",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "outbox",
                schema: "kernel");

            migrationBuilder.DropTable(
                name: "participation",
                schema: "meetings");

            migrationBuilder.DropTable(
                name: "passkey",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "path",
                schema: "insights");

            migrationBuilder.DropTable(
                name: "people_operation",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "people_operation_item",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "planned_guest",
                schema: "meetings");

            migrationBuilder.DropTable(
                name: "planned_person",
                schema: "meetings");

            migrationBuilder.DropTable(
                name: "policy",
                schema: "policies");

            migrationBuilder.DropTable(
                name: "quality_chunk",
                schema: "meetings");

            migrationBuilder.DropTable(
                name: "record",
                schema: "audit");

            migrationBuilder.DropTable(
                name: "resource_use",
                schema: "insights");

            migrationBuilder.DropTable(
                name: "role",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "role_permission",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "role_scope",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "room",
                schema: "insights");

            migrationBuilder.DropTable(
                name: "saved_report",
                schema: "downloads");

            migrationBuilder.DropTable(
                name: "saved_view",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "sent_invitation",
                schema: "meetings");

            migrationBuilder.DropTable(
                name: "service_token",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "session",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "sign_in_log",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "signing_key",
                schema: "audit");

            migrationBuilder.DropTable(
                name: "sink_position",
                schema: "audit");

            migrationBuilder.DropTable(
                name: "span",
                schema: "insights");

            migrationBuilder.DropTable(
                name: "stay",
                schema: "insights");

            migrationBuilder.DropTable(
                name: "stream",
                schema: "audit");

            migrationBuilder.DropTable(
                name: "subject_key",
                schema: "audit");

            migrationBuilder.DropTable(
                name: "user_account",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "user_department",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "user_role",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "verification",
                schema: "audit");

            migrationBuilder.DropTable(
                name: "visibility_entry",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "visibility_rule",
                schema: "identity");

            migrationBuilder.DropTable(
                name: "zone",
                schema: "insights");

            migrationBuilder.DropTable(
                name: "meeting",
                schema: "meetings");

            migrationBuilder.DropSequence(
                name: "epoch",
                schema: "meetings");
        }
    }
}
