// Keeps a page up to date: the server says that something changed, the page asks for what.

/** Shows what the address gives, now and after each change; the sign says whether the server is heard. */
export function follow(address, events, show, sign) {
  let asking = false;
  let again = false;
  const refresh = async () => {
    if (asking) {
      again = true;
      return;
    }
    asking = true;
    try {
      const answer = await fetch(address, { headers: { Accept: 'application/json' } });
      if (answer.ok) {
        show(await answer.json());
      }
    } catch (problem) {
      // The server is away; the stream of events says so and comes back by itself.
      if (!(problem instanceof TypeError)) {
        throw problem;
      }
    } finally {
      asking = false;
    }
    if (again) {
      again = false;
      refresh();
    }
  };
  listen(events, refresh, sign);
  refresh();
}

/** Hears the events while the page can be seen: browsers allow six connections to a server, over all of its pages. */
function listen(events, refresh, sign) {
  let stream = null;
  let retry = 0;
  const close = () => {
    clearTimeout(retry);
    stream?.close();
    stream = null;
  };
  const open = () => {
    close();
    stream = new EventSource(events);
    stream.addEventListener('hello', () => {
      if (sign.classList.contains('away')) {
        refresh();
      }
      mark(sign, 'live', 'live');
    });
    stream.addEventListener('changed', refresh);
    stream.addEventListener('error', () => {
      mark(sign, 'away', 'disconnected');
      if (stream?.readyState === EventSource.CLOSED) {
        // Browsers give up after an answer that is no stream; a server that restarts may give one.
        retry = setTimeout(open, 2000);
      }
    });
  };
  document.addEventListener('visibilitychange', () => {
    if (document.hidden) {
      close();
    } else {
      open();
      refresh();
    }
  });
  open();
}

function mark(sign, state, words) {
  sign.className = `sign ${state}`;
  sign.textContent = words;
}
