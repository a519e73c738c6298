// Package live pushes fragments of pages to browsers over WebSocket. It is the
// only package that imports coder/websocket.
//
// A topic is a permission class: everyone subscribed may see every byte of it.
// web registers a Renderer for each topic kind; a fragment is rendered once
// for each (topic, language) and the same bytes go to everyone. Nothing is
// filtered by viewer.
//
// # What a client sees
//
// Every school has one feed, and a fragment's version is the number of the
// feed item it shows. A connection gets, in this order:
//
//   - one frame that brings it up to date: either what it missed since the
//     number in its URL, from memory, or a snapshot of each of its topics and
//     what came after the snapshot's own number. It is one frame, so it arrives
//     whole or not at all;
//   - every later fragment of its topics, once, in feed order. Fragments that
//     wait together travel in one frame, and those of one number never travel
//     in two, so the highest version on a page is always a number to come back
//     with. A fragment marked State may be skipped for a newer one of its Key.
//
// Beside these a page hears the server's clock, {"at":ms}, when it joins and then
// every 25 seconds in one write with the ping, so that "as of" is honest and a
// page sees a connection that is only half there. A renderer that is a Pulser
// also sends state which time moves, or which would be too dear for every batch.
//
// A number to come back with exists for one school. A connection with topics
// of several schools starts from a snapshot each time.
//
// # How
//
// A school with subscribers has one follower. It reads the feed in order from
// its cursor, woken by the feed's bell in this process, by Nudge, and once a
// second for what other processes wrote to the same database. It repeats a
// batch that failed and leaves out nothing; only a feed that was cut short or
// replaced makes it send everybody back to a snapshot. Without subscribers
// there is no follower, no query and no memory. Nudge is where a message bus
// between processes plugs in; there is none yet, so what another process
// commits is seen within a second.
//
// Each topic keeps the fragments of the last 1024 feed numbers as rendered
// bytes, not as items: when a whole school comes back after a tunnel, nobody
// asks the database. The price is that only what somebody was watching in that
// language can be replayed. A topic is kept warm for a minute after its last
// subscriber left, as long as the school has any; snapshots are made once for
// all who wait for them and are shared for a second.
//
// A connection costs one small goroutine that reads. The HTTP handler has
// returned; writes are made by a few shards without ever waiting: what a
// socket does not take at once (and all TLS) is finished by a goroutine that
// lives as long as the backlog, under a write deadline. A publisher only
// appends to queues. The queue is bounded in bytes: above the bound the reader
// has two seconds, above four times the bound none, then it is closed with
// 1013 and comes back by number.
//
// # Rights
//
// Serve checks the Origin itself: the same scheme and host as the request, or
// one of Config.Origins; a missing one only for a viewer that authenticated by
// bearer token. It trusts Viewer for everything else, asks Config.Reauthorise
// again after Recheck and RecheckSchool, after feed items that move rights,
// and every 30 seconds, once for each (viewer, session). Topics that are lost
// are dropped with whatever of them was still queued; who has none left is
// closed with 4401. A question that cannot be answered (the database is away)
// is asked again; nothing new can be read in the meantime either.
package live
