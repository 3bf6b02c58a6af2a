// Talks with the C program, a line for a line.
import { spawn } from "node:child_process";
import { createInterface } from "node:readline";

export class Harness {
  constructor(path) {
    this.process = spawn(path, [], { stdio: ["pipe", "pipe", "inherit"] });
    this.waiting = [];
    createInterface({ input: this.process.stdout }).on("line", (line) => this.waiting.shift()(line));
    this.process.on("exit", (code) => {
      if (this.waiting.length > 0) throw new Error(`the harness ended with ${code}`);
    });
  }

  ask(...words) {
    return new Promise((resolve, reject) => {
      this.waiting.push((line) => (line.startsWith("! ") ? reject(new Error(line.slice(2))) : resolve(line)));
      this.process.stdin.write(words.join(" ") + "\n");
    });
  }

  end() {
    this.process.stdin.end();
  }
}
