// Starts the live page. A browser that had a socket before asks for one at once, and not first what there is: a round trip less. The mark is taken out until the socket is open,
// so where a network has come to let none through, the page is loaded once more and asks first again.
{
    const mark = "ht-socket";
    const before = localStorage.getItem(mark) !== null;
    localStorage.removeItem(mark);
    let opened = false;
    let leaving = false;
    addEventListener("beforeunload", () => { leaving = true; });
    class Marking extends WebSocket {
        constructor(...how) {
            super(...how);
            this.addEventListener("open", () => {
                opened = true;
                localStorage.setItem(mark, "1");
            });
            this.addEventListener("error", () => { if (before && !opened && !leaving) location.reload(); });
        }
    }
    const webSockets = 1;
    Blazor.start({
        circuit: {
            initializers: { beforeStart: [], afterStarted: [] }, // no library has any, so they are not asked for
            configureSignalR: builder => builder.withUrl("_blazor", before ? { WebSocket: Marking, skipNegotiation: true, transport: webSockets } : { WebSocket: Marking }),
        },
    });
}
