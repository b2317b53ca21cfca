using System.Text.Json;
using Xunit;

namespace Huitang.Browser.Room;

/// <summary>The models of the meeting client, which know no page: run in a browser as they are served.</summary>
public sealed class RoomModelTests(RoomFixture room) : IClassFixture<RoomFixture>
{
    private const string People = """
        const person = (id, more) => ({ id, name: id, role: 'member', guest: false, mic: false, camera: false, sharing: false, sharingAudio: false, away: false, joinedAt: 0, mayUnmute: true, hasAudio: true, grade: 1, ...more });
        """;

    [Fact]
    public async Task Tiles_stand_by_sharer_cameras_self_host_cohosts_and_time() =>
        Assert.Equal(["sharer", "early", "late", "me", "host", "cohost", "first", "second"], await RunAsync<string[]>("model/layout.js", People + """
            const people = [person('second', { joinedAt: 9 }), person('first', { joinedAt: 1 }), person('cohost', { role: 'cohost' }), person('host', { role: 'host', joinedAt: 99 }), person('me', { joinedAt: 50 }),
                person('late', { camera: true, cameraSince: 20 }), person('early', { camera: true, cameraSince: 10 }), person('sharer', { sharing: true, joinedAt: 100 })];
            return m.inOrder(people, 'me').map(p => p.id);
            """));

    [Fact]
    public async Task A_gallery_has_pages_and_a_shared_screen_takes_the_stage()
    {
        var seen = await RunAsync<string>("model/layout.js", People + """
            const people = Array.from({ length: 30 }, (_, i) => person('p' + i, { joinedAt: i }));
            const wish = { people, you: 'p0', mode: 'gallery', pinned: null, speaker: null, page: 99, perPage: 25, hideNonVideo: false, width: 1400, height: 800 };
            const last = m.arrange(wish);
            const shared = m.arrange({ ...wish, page: 0, people: people.map(p => p.id === 'p7' ? { ...p, sharing: true } : p) });
            const pinned = m.arrange({ ...wish, page: 0, pinned: 'p3' });
            return JSON.stringify({ pages: last.pages, page: last.page, onLast: last.tiles.length, shape: shared.shape, main: shared.main.person.id, kind: shared.main.kind, pinned: pinned.main.person.id, fits: last.tiles.every(t => t.width * last.columns <= 1400) });
            """);
        Assert.Equal("""{"pages":2,"page":1,"onLast":5,"shape":"share","main":"p7","kind":"screen","pinned":"p3","fits":true}""", seen);
    }

    [Fact]
    public async Task Only_cameras_in_sight_are_wished_for_in_the_layer_their_size_deserves() =>
        Assert.Equal(["a audio 0", "a camera 1", "b audio 0", "c screen 0"], await RunAsync<string[]>("media/wishes.js", People + """
            const people = [person('me', { camera: true }), person('a', { camera: true }), person('b', { camera: true }), person('c', { hasAudio: false, sharing: true }), person('d', { hasAudio: false })];
            const visible = [{ participant: 'me', kind: 'camera', height: 500 }, { participant: 'a', kind: 'camera', height: 117 }, { participant: 'a', kind: 'camera', height: 300 }, { participant: 'c', kind: 'screen', height: 900 }, { participant: 'd', kind: 'camera', height: 300 }];
            return m.wishesFor(people, 'me', visible).map(w => `${w.participant} ${w.kind} ${w.layer}`);
            """));

    [Fact]
    public async Task Old_changes_are_dropped_and_whoever_left_is_forgotten() =>
        Assert.Equal(["me", "b", "5"], await RunAsync<string[]>("model/meeting.js", People + """
            const state = new m.MeetingState();
            state.apply({ t: 'welcome', you: 'me', resume: 'r', iceServers: [], media: true, serverTime: Date.now(), isCreator: false });
            state.apply({ t: 'snapshot', seq: 4, meeting: { rules: {} }, people: [person('me'), person('a', { mic: true })] });
            state.apply({ t: 'talking', participant: 'a', on: true });
            state.apply({ t: 'delta', seq: 5, people: [person('b')], left: ['a'] });
            state.apply({ t: 'delta', seq: 5, people: [person('ghost')], left: [] });
            if (state.talking.size > 0 || state.speaker) throw new Error('somebody who left still talks');
            return [...state.people.keys(), String(state.seq)];
            """));

    [Fact]
    public async Task Links_in_chat_are_found_without_reading_markup() =>
        Assert.Equal(["看 ", "https://a.example/x?y=1 → https://a.example/x?y=1", "，<b>", "http://b.example → http://b.example/", ".</b> javascript:alert(1)"], await RunAsync<string[]>("model/chat.js", """
            return m.withLinks('看 https://a.example/x?y=1，<b>http://b.example.</b> javascript:alert(1)').map(p => p.href === null ? p.text : `${p.text} → ${p.href}`);
            """));

    private async Task<T> RunAsync<T>(string module, string body)
    {
        var problems = new List<string>();
        var page = await room.OpenAsync("/join", problems);
        var answer = await page.EvaluateAsync<JsonElement>($"async () => {{ const m = await import('/_content/Huitang.Web/js/room/{module}'); {body} }}");
        await page.Context.CloseAsync();
        Assert.Empty(problems);
        return answer.Deserialize<T>()!;
    }
}
