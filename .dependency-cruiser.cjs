/** Who may import whom; docs/architecture.md gives the reasons. */
const rooms = ["environments", "stacks", "constructs", "rules", "rehearsal", "audit", "image", "bench"];
const only = (from, ...allowed) => ({
  name: `${from}-imports`,
  comment: `${from}/ may import ${allowed.length > 0 ? `${allowed.join(", ")} and ` : "only "}itself`,
  severity: "error",
  from: { path: `^${from}/` },
  to: {
    path: `^(${rooms.filter((room) => room !== from && !allowed.includes(room)).join("|")}|__tests__)/|^main\\.ts$`,
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
      comment: "environments/ may import itself and pure arithmetic of constructs/, never a construct",
      severity: "error",
      from: { path: "^environments/" },
      to: {
        path: `^(${rooms.filter((room) => room !== "environments").join("|")}|__tests__)/|^main\\.ts$|cdktf|^node_modules/constructs`,
        pathNot:
          "^constructs/(network/(cidr|address-plan)|service/task-size|cluster/instance-types|observability/retention|database/(storage|certificate-authority)|backup/schedule)\\.ts$",
      },
    },
    only("constructs"),
    only("stacks", "constructs", "environments"),
    only("rules"),
    only("rehearsal"),
    only("audit"),
  ],
  options: {
    doNotFollow: { path: "node_modules" },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: "tsconfig.json" },
  },
};
