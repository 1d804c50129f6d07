/** All cases in one file: to load the browser's driver and to start the browser takes longer than most of them. */
import "./accessibility_cases.ts";
import "./bundle_cases.ts";
import "./chat_cases.ts";
import "./features_cases.ts";
