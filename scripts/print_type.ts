/** Types and signatures of `deno doc --json`, printed as TypeScript. */
import type { Callable, Mapped, Member, Members, Param, TypeNode, TypeParam } from "./doc_nodes.ts";

/** Prints one type on one line. */
export function printType(node: TypeNode): string {
  switch (node.kind) {
    case "keyword":
      return node.value;
    case "this":
      return "this";
    case "typeQuery":
      return `typeof ${node.value}`;
    case "literal":
      return printLiteral(node.value);
    case "typeRef":
      return node.value.typeName + printTypeArguments(node.value.typeParams);
    case "union":
      return node.value.map(printType).join(" | ");
    case "intersection":
      return node.value.map(printType).join(" & ");
    case "tuple":
      return `[${node.value.map(printType).join(", ")}]`;
    case "array":
      return needsParentheses(node.value)
        ? `(${printType(node.value)})[]`
        : `${printType(node.value)}[]`;
    case "parenthesized":
      return `(${printType(node.value)})`;
    case "rest":
      return `...${printType(node.value)}`;
    case "optional":
      return `${printType(node.value)}?`;
    case "typeOperator":
      return `${node.value.operator} ${printType(node.value.tsType)}`;
    case "indexedAccess":
      return `${printType(node.value.objType)}[${printType(node.value.indexType)}]`;
    case "fnOrConstructor":
      return (node.value.constructor ? "new " : "") + printCallable(node.value, " => ");
    case "typePredicate": {
      const subject = node.value.param.name ?? "this";
      const type = node.value.type === undefined ? "" : ` is ${printType(node.value.type)}`;
      return `${node.value.asserts ? "asserts " : ""}${subject}${type}`;
    }
    case "typeLiteral":
      return printObject(node.value);
    case "mapped":
      return printMapped(node.value);
    case "conditional": {
      const { checkType, extendsType, trueType, falseType } = node.value;
      const question = `${printType(checkType)} extends ${printType(extendsType)}`;
      return `${question} ? ${printType(trueType)} : ${printType(falseType)}`;
    }
    case "importType":
      return node.value.qualifier ?? `typeof import(${JSON.stringify(node.value.specifier)})`;
    case "infer":
      return `infer ${printTypeParam(node.value.typeParam)}`;
    default:
      throw new Error(`Cannot print type: ${JSON.stringify(node)}`);
  }
}

/** Prints `<T>(a: string, b?: number): void`. */
export function printCallable(callable: Callable, arrow = ": "): string {
  const params = printParams(callable.params);
  const returned = callable.returnType ?? callable.tsType;
  const end = returned === undefined ? "" : arrow + printType(returned);
  return `${printTypeParams(callable.typeParams)}(${params.join(", ")})${end}`;
}

/** Prints `a: string` and `b?: number`; a parameter with a default is optional. */
export function printParams(params: readonly Param[]): string[] {
  return params.map(printParam);
}

/** Prints the members of an interface or object type, one string each, without a semicolon. */
export function printMembers(members: Members): string[] {
  return [
    ...(members.callSignatures ?? []).map((signature) => printCallable(signature)),
    ...(members.constructors ?? []).map((signature) => `new ${printCallable(signature)}`),
    ...(members.indexSignatures ?? []).map(printIndexSignature),
    ...(members.properties ?? []).map((property) => printProperty(property, property.tsType)),
    ...(members.methods ?? []).map((method) => printMethod(method, method.kind, method)),
  ];
}

/** Prints `readonly [key: string]: unknown`. */
export function printIndexSignature(signature: Callable & { readonly?: boolean }): string {
  const key = signature.params.map(printParam).join(", ");
  const type = signature.tsType === undefined ? "unknown" : printType(signature.tsType);
  return `${signature.readonly ? "readonly " : ""}[${key}]: ${type}`;
}

/** Prints `readonly name?: string`. */
export function printProperty(member: Member, type: TypeNode | undefined): string {
  return printName(member) + (type === undefined ? "" : `: ${printType(type)}`);
}

/** Prints `name(a: string): void`, or an accessor. */
export function printMethod(member: Member, kind: string, callable: Callable): string {
  const accessor = kind === "getter" ? "get " : kind === "setter" ? "set " : "";
  return accessor + printName(member) + printCallable(callable);
}

/** Prints `<T extends string = "a">`, or nothing. */
export function printTypeParams(params: readonly TypeParam[] = []): string {
  return params.length === 0 ? "" : `<${params.map(printTypeParam).join(", ")}>`;
}

/** Prints `<string>`, or nothing. */
export function printTypeArguments(types: readonly TypeNode[] = []): string {
  return types.length === 0 ? "" : `<${types.map(printType).join(", ")}>`;
}

function printName(member: Member): string {
  const name = /^(\[.*\]|[\w$]+)$/.test(member.name) ? member.name : JSON.stringify(member.name);
  return [
    member.accessibility === "protected" ? "protected " : "",
    member.isStatic ? "static " : "",
    member.isAbstract ? "abstract " : "",
    member.readonly ? "readonly " : "",
    name,
    member.optional ? "?" : "",
  ].join("");
}

function printObject(members: Members): string {
  const printed = printMembers(members);
  return printed.length === 0 ? "{}" : `{ ${printed.join("; ")} }`;
}

function printMapped(mapped: Mapped): string {
  const { typeParam, nameType, tsType } = mapped;
  const keys = typeParam.constraint === undefined ? "" : ` in ${printType(typeParam.constraint)}`;
  const as = nameType === undefined ? "" : ` as ${printType(nameType)}`;
  const type = tsType === undefined ? "" : `: ${printType(tsType)}`;
  const readonly = printModifier(mapped.readonly, "readonly ");
  return `{ ${readonly}[${typeParam.name}${keys}${as}]${
    printModifier(mapped.optional, "?")
  }${type} }`;
}

function printModifier(modifier: boolean | "+" | "-" | undefined, text: string): string {
  if (modifier === undefined || modifier === false) return "";
  return modifier === true ? text : modifier + text;
}

function printTypeParam(param: TypeParam): string {
  const constraint = param.constraint === undefined
    ? ""
    : ` extends ${printType(param.constraint)}`;
  return param.name + constraint +
    (param.default === undefined ? "" : ` = ${printType(param.default)}`);
}

function printParam(param: Param): string {
  switch (param.kind) {
    case "assign":
      return printParam({ ...param.left, optional: true });
    case "rest": {
      const type = param.tsType === undefined ? "" : `: ${printType(param.tsType)}`;
      return `...${printParam(param.arg)}${type}`;
    }
    default: {
      const name = param.name ?? (param.kind === "object" ? "options" : "items");
      const type = param.tsType === undefined ? "" : `: ${printType(param.tsType)}`;
      return name + (param.optional ? "?" : "") + type;
    }
  }
}

function printLiteral(literal: (TypeNode & { kind: "literal" })["value"]): string {
  switch (literal.kind) {
    case "string":
      return JSON.stringify(literal.string);
    case "number":
      return String(literal.number);
    case "boolean":
      return String(literal.boolean);
    case "bigInt":
      return `${literal.string}n`;
    case "template": {
      const parts = literal.tsTypes.map((part) =>
        part.kind === "literal" && part.value.kind === "string"
          ? part.value.string
          : `\${${printType(part)}}`
      );
      return `\`${parts.join("")}\``;
    }
  }
}

function needsParentheses(node: TypeNode): boolean {
  return ["union", "intersection", "fnOrConstructor", "conditional", "typeOperator", "infer"]
    .includes(node.kind);
}
