/** Who may import whom; docs/architecture.md gives the reasons. */
const ROOMS = [
  "cli",
  "aws",
  "terraform",
  "environments",
  "stacks",
  "constructs",
  "rules",
  "rehearsal",
  "audit",
  "upgrade",
  "tasks",
  "cost",
  "preflight",
  "drift",
  "image",
  "bench",
];
const only = (from, ...allowed) => ({
  name: `${from}-imports`,
  comment: `${from}/ may import ${allowed.length > 0 ? `${allowed.join(", ")} and ` : "only "}itself`,
  severity: "error",
  from: { path: `^${from}/` },
  to: {
    path: `^(${ROOMS.filter((room) => room !== from && !allowed.includes(room)).join("|")}|__tests__)/|^main\\.ts$`,
  },
});

module.exports = {
  forbidden: [
    { name: "no-circle", severity: "error", from: {}, to: { circular: true } },
    { name: "no-unresolved", severity: "error", from: {}, to: { couldNotResolve: true } },
    {
      name: "main-imports",
      severity: "error",
      from: { path: "^main\\.ts$" },
      to: { path: "^(constructs|rehearsal|audit|image|bench|__tests__)/" },
    },
    {
      name: "environments-imports",
      comment: "environments/ may import itself, aws/ and the image's settings, never a construct",
      severity: "error",
      from: { path: "^environments/" },
      to: {
        path: `^(${ROOMS.filter((room) => !["environments", "cli", "aws", "image"].includes(room)).join("|")}|__tests__)/|^main\\.ts$|cdktf|^node_modules/constructs`,
      },
    },
    only("cli"),
    only("aws"),
    only("terraform", "cli", "aws"),
    only("constructs", "aws", "image"),
    only("stacks", "constructs", "environments", "aws"),
    only("rules", "cli", "terraform", "aws", "image"),
    only("rehearsal", "cli", "terraform", "aws", "rules"),
    only("audit", "cli", "terraform", "aws"),
    only("upgrade", "cli", "environments"),
    only("tasks", "cli", "environments", "constructs", "aws"),
    only("preflight", "cli", "terraform", "aws", "environments", "stacks"),
    only("drift", "cli", "terraform"),
    only("cost", "cli", "terraform", "aws", "environments", "stacks"),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
