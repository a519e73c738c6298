// Package post keeps who is in charge of what in a school, and from when until
// when: class teachers, heads of grades, the registrar and the others that
// allow.Posts lists. What a post lets its holder do stands in allow; this package
// gives posts, ends them and reads them for the office.
//
// What it promises:
//
//   - Nobody gives or ends a post without allow.PostsManage, a post of the own
//     person neither.
//   - Of one class there is one class teacher at a time. Somebody else can stand
//     in: the same post for a time, noted as standing in for the first, with the
//     same rights. It ends at the latest when that one does.
//   - A post stands on a membership of its holder and gives nothing without it.
//   - Posts end, they are not deleted: who was class teacher last year is known.
//   - Giving and ending leave an audit event and a feed item in the same commit,
//     so that the account's open pages ask again at once on every server.
//
// Instants are Unix milliseconds; the end is exclusive.
package post
