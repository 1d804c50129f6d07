/** The part of `deno doc --json`, version 2, that `scripts/api.ts` reads. */

/** What one entry exports. */
export interface DocModule {
  readonly module_doc?: { readonly doc?: string };
  readonly symbols: readonly DocSymbol[];
}

/** One exported name; a function with overloads has several declarations. */
export interface DocSymbol {
  readonly name: string;
  readonly declarations: readonly Declaration[];
}

/** One declaration of an exported name. */
export type Declaration =
  & { readonly jsDoc?: { readonly doc?: string } }
  & (
    | { readonly kind: "function"; readonly def: Callable }
    | { readonly kind: "class"; readonly def: ClassDef }
    | { readonly kind: "interface"; readonly def: InterfaceDef }
    | { readonly kind: "typeAlias"; readonly def: AliasDef }
    | { readonly kind: "variable"; readonly def: VariableDef }
  );

/** A function, method, constructor or call signature. */
export interface Callable {
  readonly params: readonly Param[];
  readonly typeParams?: readonly TypeParam[];
  readonly returnType?: TypeNode;
  /** Where call and index signatures keep their return type. */
  readonly tsType?: TypeNode;
  readonly hasBody?: boolean;
}

/** A class. */
export interface ClassDef {
  readonly isAbstract?: boolean;
  readonly typeParams?: readonly TypeParam[];
  readonly extends?: string;
  readonly superTypeParams?: readonly TypeNode[];
  readonly implements?: readonly TypeNode[];
  readonly constructors?: readonly Callable[];
  readonly properties?: readonly Property[];
  readonly indexSignatures?: readonly IndexSignature[];
  readonly methods?:
    readonly (Member & { readonly kind: string; readonly functionDef: Callable })[];
}

/** An interface, or with its fields only an object type. */
export interface InterfaceDef extends Members {
  readonly typeParams?: readonly TypeParam[];
  readonly extends?: readonly TypeNode[];
}

/** The members of an interface or of an object type. */
export interface Members {
  readonly constructors?: readonly Callable[];
  readonly callSignatures?: readonly Callable[];
  readonly indexSignatures?: readonly IndexSignature[];
  readonly properties?: readonly Property[];
  readonly methods?: readonly (Member & Callable & { readonly kind: string })[];
}

/** What properties and methods have in common. */
export interface Member {
  readonly name: string;
  readonly optional?: boolean;
  readonly readonly?: boolean;
  readonly isStatic?: boolean;
  readonly isAbstract?: boolean;
  readonly accessibility?: "public" | "protected" | "private";
}

/** A property; methods of other shapes have their own fields. */
export interface Property extends Member {
  readonly tsType?: TypeNode;
}

/** `[name: string]: unknown`. */
export interface IndexSignature extends Callable {
  readonly readonly?: boolean;
}

/** `type X<T> = …`. */
export interface AliasDef {
  readonly typeParams?: readonly TypeParam[];
  readonly tsType: TypeNode;
}

/** `const x: …`. */
export interface VariableDef {
  readonly kind: "const" | "let" | "var";
  readonly tsType?: TypeNode;
}

/** `T extends X = Y`. */
export interface TypeParam {
  readonly name: string;
  readonly constraint?: TypeNode;
  readonly default?: TypeNode;
}

/** A parameter: a name, a pattern, a rest, or one of them with a default. */
export type Param =
  | PlainParam
  | { readonly kind: "rest"; readonly arg: PlainParam; readonly tsType?: TypeNode }
  | { readonly kind: "assign"; readonly left: PlainParam };

/** A parameter without default: a name or a pattern. */
export interface PlainParam {
  readonly kind: "identifier" | "object" | "array";
  readonly name?: string;
  readonly optional?: boolean;
  readonly tsType?: TypeNode;
}

/** A type. */
export type TypeNode =
  | { readonly kind: "keyword" | "typeQuery"; readonly value: string }
  | { readonly kind: "this" }
  | { readonly kind: "literal"; readonly value: Literal }
  | { readonly kind: "typeRef"; readonly value: TypeRef }
  | { readonly kind: "union" | "intersection" | "tuple"; readonly value: readonly TypeNode[] }
  | {
    readonly kind: "array" | "parenthesized" | "rest" | "optional";
    readonly value: TypeNode;
  }
  | { readonly kind: "typeOperator"; readonly value: { operator: string; tsType: TypeNode } }
  | { readonly kind: "indexedAccess"; readonly value: { objType: TypeNode; indexType: TypeNode } }
  | { readonly kind: "fnOrConstructor"; readonly value: Callable & { constructor: boolean } }
  | { readonly kind: "typePredicate"; readonly value: Predicate }
  | { readonly kind: "typeLiteral"; readonly value: Members }
  | { readonly kind: "mapped"; readonly value: Mapped }
  | { readonly kind: "conditional"; readonly value: Conditional }
  | { readonly kind: "importType"; readonly value: { specifier: string; qualifier?: string } }
  | { readonly kind: "infer"; readonly value: { readonly typeParam: TypeParam } };

/** A literal type. */
export type Literal =
  | { readonly kind: "string"; readonly string: string }
  | { readonly kind: "bigInt"; readonly string: string }
  | { readonly kind: "number"; readonly number: number }
  | { readonly kind: "boolean"; readonly boolean: boolean }
  | { readonly kind: "template"; readonly tsTypes: readonly TypeNode[] };

/** A type by its name. */
export interface TypeRef {
  readonly typeName: string;
  readonly typeParams?: readonly TypeNode[];
}

/** `value is string`, `asserts value`. */
export interface Predicate {
  readonly asserts?: boolean;
  readonly param: { readonly type: string; readonly name?: string };
  readonly type?: TypeNode;
}

/** `{ [K in T]: X }`. */
export interface Mapped {
  readonly readonly?: boolean | "+" | "-";
  readonly optional?: boolean | "+" | "-";
  readonly typeParam: TypeParam;
  readonly nameType?: TypeNode;
  readonly tsType?: TypeNode;
}

/** `A extends B ? C : D`. */
export interface Conditional {
  readonly checkType: TypeNode;
  readonly extendsType: TypeNode;
  readonly trueType: TypeNode;
  readonly falseType: TypeNode;
}
