// Package account keeps logins: how a person gets one, how it is proved, what it
// may do, and when that ends.
//
// An account is a login and belongs to no school; it leads to the people it is,
// in one or several schools, and a person has at most one account.
//
// Where to find what:
//
//	activation.go   a code on paper becomes a login, or joins one
//	login.go        login, password and a known browser become a session
//	sessions/       the list an owner reads, and how fresh a login is
//	session.go      what scs stores, and how long it lives
//	actor.go        an account's rights, read anew for each request
//	reset.go        a slip on paper sets a new password
//	disable.go      an office takes an account away, or its own links to it
//	link.go         links from accounts to people, dormant ones among them
//	limit.go        how many failures each kind of try takes
//	hash/           argon2id, few at a time (knows no account)
//	guess/          counted failures in table guess (knows no account)
//	pin/            guards' PINs at staff terminals, and who is on duty there
//	policy/         what may be chosen as login, password, PIN (pure)
//
// What it promises:
//
//   - An activation code works once, whoever races for it, for fourteen days,
//     and a new one ends the older ones. Only its SHA-256 is stored.
//   - A reset slip works once, whoever races for it, for a day, and opens only the
//     people of the school that issued it: links to people of other schools become
//     dormant. Using it ends all sessions, and the owner reads who issued it.
//   - Passwords and PINs are argon2id in PHC form, brought up to date at the next
//     login. Few are hashed at any moment, and a flood of logins is sent away before
//     the database hears of it (hash.Admit): gates go on.
//   - An unknown login and a wrong password are the same answer after the same
//     work. Only who proves the password is told that an account is disabled.
//   - An office disables an account that is of its school alone; of one that is of
//     another school, too, it disables its own links.
//   - A try is counted before the password is looked at and given back when it
//     was right, so parallel guessing gains nothing and only failures count. A
//     browser that has logged in before has a count of its own, and the first
//     try from a network that has not failed is always checked: whoever locks
//     a login from elsewhere does not lock its owner out.
//   - A session is found by the SHA-256 of its cookie. A request that began
//     before its session was ended cannot bring it back.
//   - ActorOf reads rights anew; suspended people, rows of an unfinished roster
//     import, restricted guardianships and disabled accounts give none.
//   - A link from an account to a person may be dormant: it gives no rights until
//     that person's school confirms it, in its office or by an activation code.
//   - Functions registered by OnChange are called after every commit that changes
//     an account's rights or sessions.
package account
