// A Bot API server that others wrote. It says "up" once it answers.
//
//	PORT=… node server.cjs
const TelegramServer = require("telegram-test-api");

const server = new TelegramServer({ host: "127.0.0.1", port: Number(process.env.PORT) });
server.start().then(() => console.log("up"));
