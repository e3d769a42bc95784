/**
 * Parent and child: the posts of each user, and the comments of each post. Users are requested once, though two
 * streams need them.
 */
import { basic, fromParent, integer, nextLink, rateLimit, secret, source, stream, string } from "airbyte-ts";

const users = stream({
  name: "users",
  primaryKey: "id",
  schema: { id: integer(), name: string() },
  read: ({ http }) => http.pages("/users", { next: nextLink() }),
});

const posts = stream({
  name: "posts",
  primaryKey: ["user_id", "id"],
  schema: { user_id: integer(), id: integer(), title: string() },
  slices: fromParent(users, (user) => ({ user_id: user.id })),
  async *read({ http, slice }) {
    for await (const page of http.pages(`/users/${slice.user_id}/posts`)) {
      // The API does not say whose post it is.
      yield page.map((post) => ({ ...post, user_id: slice.user_id }));
    }
  },
});

const comments = stream({
  name: "comments",
  primaryKey: "id",
  schema: { id: integer(), post_id: integer(), text: string() },
  slices: fromParent(posts, (post) => ({ user_id: post.user_id, post_id: post.id })),
  read: ({ http, slice }) =>
    http.pages(`/users/${slice.user_id}/posts/${slice.post_id}/comments`, {
      // A post that was deleted meanwhile has no comments.
      statuses: { 404: "ignore" },
    }),
});

export default source({
  name: "source-user-posts",
  spec: { user: string({ title: "User" }), password: secret({ title: "Password" }) },
  http: (config) => ({
    baseUrl: "https://blog.example.com",
    auth: basic(config.user, config.password),
    budget: rateLimit({ calls: 100, seconds: 1 }),
  }),
  streams: [users, posts, comments],
  concurrency: 8,
});
