import { App, TerraformStack } from "cdktf";

const app = new App({ outdir: process.env.BENCH_OUTDIR });
new TerraformStack(app, "empty");
app.synth();
