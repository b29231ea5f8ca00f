package pattern

// operatorProblems are the problems within a list.
var operatorProblems = []problemCase{
	{
		name: "empty operator", text: `{"source": [{}]}`,
		want: []string{
			"error $.source[0] 1:13 Missing operator: The object in the list is empty. It must have one of `prefix`, `suffix`, `equals-ignore-case`, `wildcard`, `numeric`, `cidr`, `exists` or `anything-but`.",
		},
	},
	{
		name: "two operators", text: `{"source": [{"prefix": "a", "suffix": "b"}]}`,
		want: []string{
			"error $.source[0] 1:13 Several operators in one object: The object has 2 keys (prefix, suffix), but each object in a list must have exactly one. EventBridge cannot AND two operators on one field, and two elements of a list are ORed, which matches more. Did you mean `{\"wildcard\":\"a*b\"}`?",
		},
	},
	{
		name: "misspelled", text: `{"source": [{"preffix": "a"}]}`,
		want: []string{
			"error $.source[0].preffix 1:14 Unknown operator: `preffix` is not an operator of event patterns. The operators are `prefix`, `suffix`, `equals-ignore-case`, `wildcard`, `numeric`, `cidr`, `exists` and `anything-but`. Did you mean `prefix`?",
		},
	},
	{
		name: "case", text: `{"source": [{"Prefix": "a"}]}`,
		want: []string{
			"error $.source[0].Prefix 1:14 Unknown operator: `Prefix` is not an operator of event patterns. The operators are `prefix`, `suffix`, `equals-ignore-case`, `wildcard`, `numeric`, `cidr`, `exists` and `anything-but`. Did you mean `prefix`?",
		},
	},
	{
		name: "camel case with a list", text: `{"source": [{"anythingBut": ["a"]}]}`,
		want: []string{
			"error $.source[0].anythingBut 1:14 Unknown operator: `anythingBut` is not an operator of event patterns. The operators are `prefix`, `suffix`, `equals-ignore-case`, `wildcard`, `numeric`, `cidr`, `exists` and `anything-but`. Did you mean `anything-but`?",
		},
	},
	{
		name: "or without dollar", text: `{"or": [{"source": ["a"]}, {"id": ["b"]}]}`,
		want: []string{
			"error $.or 1:2 Misspelled $or: `or` is a plain field name, and the objects in its list are not operators. For branches of which one must match, the name is exactly `$or`. Did you mean `$or`?",
		},
	},
	{
		name: "or in capitals", text: `{"detail": {"$OR": [{"state": ["a"]}, {"id": ["b"]}]}}`,
		want: []string{
			"error $.detail.$OR 1:13 Misspelled $or: `$OR` is a plain field name, and the objects in its list are not operators. For branches of which one must match, the name is exactly `$or`. Did you mean `$or`?",
		},
	},
	{name: "a field named or", text: `{"detail": {"or": ["a", {"prefix": "b"}]}}`, want: nil},
	{
		name: "underscore", text: `{"source": [{"anything_but": "a"}]}`,
		want: []string{
			"error $.source[0].anything_but 1:14 Unknown operator: `anything_but` is not an operator of event patterns. The operators are `prefix`, `suffix`, `equals-ignore-case`, `wildcard`, `numeric`, `cidr`, `exists` and `anything-but`. Did you mean `anything-but`?",
		},
	},
	{
		name: "startsWith", text: `{"source": [{"startsWith": "a"}]}`,
		want: []string{
			"error $.source[0].startsWith 1:14 Unknown operator: `startsWith` is not an operator of event patterns. The operators are `prefix`, `suffix`, `equals-ignore-case`, `wildcard`, `numeric`, `cidr`, `exists` and `anything-but`. Did you mean `prefix`?",
		},
	},
	{
		name: "contains", text: `{"source": [{"contains": "a"}]}`,
		want: []string{
			"error $.source[0].contains 1:14 Unknown operator: `contains` is not an operator of event patterns. The operators are `prefix`, `suffix`, `equals-ignore-case`, `wildcard`, `numeric`, `cidr`, `exists` and `anything-but`. Did you mean `{\"wildcard\": \"*a*\"}`?",
		},
	},
	{
		name: "equals", text: `{"source": [{"equals": "a"}]}`,
		want: []string{
			"error $.source[0].equals 1:14 Unknown operator: `equals` is not an operator of event patterns. The operators are `prefix`, `suffix`, `equals-ignore-case`, `wildcard`, `numeric`, `cidr`, `exists` and `anything-but`. Write values to compare for equality directly in the field's list; one of them must match. Did you mean `\"a\"`?",
		},
	},
	{
		name: "in", text: `{"source": [{"in": ["a", "b"]}]}`,
		want: []string{
			"error $.source[0].in 1:14 Unknown operator: `in` is not an operator of event patterns. The operators are `prefix`, `suffix`, `equals-ignore-case`, `wildcard`, `numeric`, `cidr`, `exists` and `anything-but`. Write values to compare for equality directly in the field's list; one of them must match. Did you mean `\"a\", \"b\"`?",
		},
	},
	{
		name: "empty key", text: `{"source": [{"": "a"}]}`,
		want: []string{
			"error $.source[0][''] 1:14 Unknown operator: An empty key is not an operator of event patterns. The operators are `prefix`, `suffix`, `equals-ignore-case`, `wildcard`, `numeric`, `cidr`, `exists` and `anything-but`.",
		},
	},
	{
		name: "regex", text: `{"source": [{"regex": "a.*"}]}`,
		want: []string{
			"error $.source[0].regex 1:14 Unknown operator: `regex` is not an operator of event patterns. The operators are `prefix`, `suffix`, `equals-ignore-case`, `wildcard`, `numeric`, `cidr`, `exists` and `anything-but`. Event patterns have no regular expressions; use `wildcard`.",
		},
	},
	{
		name: "object element", text: `{"detail": [{"state": ["x"]}]}`,
		want: []string{
			"error $.detail[0].state 1:14 Unknown operator: `state` is not an operator of event patterns. The operators are `prefix`, `suffix`, `equals-ignore-case`, `wildcard`, `numeric`, `cidr`, `exists` and `anything-but`. If it is a field, it is not allowed within a list: write the object without brackets around it.",
		},
	},
	{
		name: "prefix number", text: `{"source": [{"prefix": 5}]}`,
		want: []string{
			"error $.source[0].prefix 1:24 Invalid value for prefix: The value of `prefix` is the number 5, but must be a string or {\"equals-ignore-case\": \"...\"}. Did you mean `\"5\"`?",
		},
	},
	{
		name: "prefix list", text: `{"source": [{"prefix": ["a", "b"]}]}`,
		want: []string{
			"error $.source[0].prefix 1:24 Invalid value for prefix: The value of `prefix` is a list, but must be a string. For several strings, write several objects into the field's list. Did you mean `{\"prefix\": \"a\"}, {\"prefix\": \"b\"}`?",
		},
	},
	{
		name: "prefix inner", text: `{"source": [{"prefix": {"ignore-case": "a"}}]}`,
		want: []string{
			"error $.source[0].prefix.ignore-case 1:25 Unsupported operator in prefix: `ignore-case` is not allowed within `prefix`. Allowed there: `equals-ignore-case`. Did you mean `equals-ignore-case`?",
		},
	},
	{
		name: "suffix two", text: `{"source": [{"suffix": {"equals-ignore-case": "a", "x": 1}}]}`,
		want: []string{
			"error $.source[0].suffix 1:24 Invalid value for suffix: The object under `suffix` has 2 keys, but must have exactly one: `equals-ignore-case`.",
		},
	},
	{
		name: "ignore case list", text: `{"source": [{"equals-ignore-case": ["a"]}]}`,
		want: []string{
			"error $.source[0].equals-ignore-case 1:36 Invalid value for equals-ignore-case: The value of `equals-ignore-case` is a list, but must be a string. For several strings, write several objects into the field's list. Did you mean `{\"equals-ignore-case\": \"a\"}`?",
		},
	},
	{
		name: "wildcard stars", text: `{"source": [{"wildcard": "a**b"}]}`,
		want: []string{
			"error $.source[0].wildcard 1:26 Consecutive wildcard characters: The wildcard has several `*` in a row, at character 2. One `*` already stands for any run of characters; write one. Did you mean `\"a*b\"`?",
		},
	},
	{
		name: "wildcard escape", text: `{"source": [{"wildcard": "a\\d*"}]}`,
		want: []string{
			"error $.source[0].wildcard 1:26 Invalid escape in a wildcard: The wildcard has a backslash at character 2 that stands before neither * nor another backslash. Write \\\\* in the JSON for a plain asterisk and \\\\\\\\ for a plain backslash. Did you mean `\"a\\\\\\\\d*\"`?",
		},
	},
	{
		name: "wildcard null", text: `{"source": [{"wildcard": null}]}`,
		want: []string{
			"error $.source[0].wildcard 1:26 Invalid value for wildcard: The value of `wildcard` is `null`, but must be a string.",
		},
	},
	{
		name: "numeric number", text: `{"detail": {"n": [{"numeric": 5}]}}`,
		want: []string{
			"error $.detail.n[0].numeric 1:31 Invalid value for numeric: The value of `numeric` is the number 5, but must be a list of operators and numbers. Write `[\"=\", n]`, `[\">\", n]` (or `>=`, `<`, `<=`), or a lower bound followed by an upper one, as in `[\">=\", 1, \"<\", 5]`. Did you mean `[\"=\", 5]`?",
		},
	},
	{
		name: "numeric string", text: `{"detail": {"n": [{"numeric": ">= 1, < 5"}]}}`,
		want: []string{
			"error $.detail.n[0].numeric 1:31 Invalid value for numeric: The value of `numeric` is the string \">= 1, < 5\", but must be a list of operators and numbers. Write `[\"=\", n]`, `[\">\", n]` (or `>=`, `<`, `<=`), or a lower bound followed by an upper one, as in `[\">=\", 1, \"<\", 5]`. Did you mean `[\">=\", 1, \"<\", 5]`?",
		},
	},
	{
		name: "numeric empty", text: `{"detail": {"n": [{"numeric": []}]}}`,
		want: []string{
			"error $.detail.n[0].numeric 1:31 Invalid number of terms in numeric: The list of `numeric` has 0 elements, but must have two or four. Write `[\"=\", n]`, `[\">\", n]` (or `>=`, `<`, `<=`), or a lower bound followed by an upper one, as in `[\">=\", 1, \"<\", 5]`.",
		},
	},
	{
		name: "numeric operator", text: `{"detail": {"n": [{"numeric": ["!=", 5]}]}}`,
		want: []string{
			`error $.detail.n[0].numeric[0] 1:32 Invalid numeric operator: There is no != in numeric. To match every other number, write {"anything-but": n}.`,
		},
	},
	{
		name: "numeric ==", text: `{"detail": {"n": [{"numeric": ["==", 5]}]}}`,
		want: []string{
			"error $.detail.n[0].numeric[0] 1:32 Invalid numeric operator: Found the string \"==\" where a comparison is expected. Allowed here: `=`, `<`, `<=`, `>` and `>=`. Write `[\"=\", n]`, `[\">\", n]` (or `>=`, `<`, `<=`), or a lower bound followed by an upper one, as in `[\">=\", 1, \"<\", 5]`. Did you mean `=`?",
		},
	},
	{
		name: "numeric order", text: `{"detail": {"n": [{"numeric": ["<", 5, ">", 1]}]}}`,
		want: []string{
			"error $.detail.n[0].numeric 1:31 Bounds in the wrong order: The range has its upper bound first, but must have the lower bound first. Did you mean `[\">\", 1, \"<\", 5]`?",
		},
	},
	{
		name: "numeric order and bound", text: `{"detail": {"n": [{"numeric": ["<=", "5", ">=", 1]}]}}`,
		want: []string{
			"error $.detail.n[0].numeric 1:31 Bounds in the wrong order: The range has its upper bound first, but must have the lower bound first. Did you mean `[\">=\", 1, \"<=\", \"5\"]`?",
			"error $.detail.n[0].numeric[1] 1:38 Invalid numeric bound: The bound after `<=` is the string \"5\", but must be a number. Write a number without quotes. Did you mean `5`?",
		},
	},
	{
		name: "numeric equals twice", text: `{"detail": {"n": [{"numeric": ["=", 5, "=", 6]}]}}`,
		want: []string{
			"error $.detail.n[0].numeric[0] 1:32 Invalid numeric operator: Found the string \"=\" where the comparison of a lower bound is expected. Allowed here: `>` and `>=`. Write `[\"=\", n]`, `[\">\", n]` (or `>=`, `<`, `<=`), or a lower bound followed by an upper one, as in `[\">=\", 1, \"<\", 5]`.",
			"error $.detail.n[0].numeric[2] 1:40 Invalid numeric operator: Found the string \"=\" where the comparison of an upper bound is expected. Allowed here: `<` and `<=`. Write `[\"=\", n]`, `[\">\", n]` (or `>=`, `<`, `<=`), or a lower bound followed by an upper one, as in `[\">=\", 1, \"<\", 5]`.",
		},
	},
	{
		name: "numeric quoted", text: `{"detail": {"n": [{"numeric": [">", "5"]}]}}`,
		want: []string{
			"error $.detail.n[0].numeric[1] 1:37 Invalid numeric bound: The bound after `>` is the string \"5\", but must be a number. Write a number without quotes. Did you mean `5`?",
		},
	},
	{
		name: "numeric range", text: `{"detail": {"n": [{"numeric": [">", 5, "<", 5]}]}}`,
		want: []string{
			"error $.detail.n[0].numeric 1:31 Empty numeric range: The lower bound 5 is not less than the upper bound 5, so no number could match. For one number write `[\"=\", n]`.",
		},
	},
	{
		name: "numeric three", text: `{"detail": {"n": [{"numeric": [">", 5, "<"]}]}}`,
		want: []string{
			"error $.detail.n[0].numeric 1:31 Invalid number of terms in numeric: The list of `numeric` has 3 elements, but must have two or four. Write `[\"=\", n]`, `[\">\", n]` (or `>=`, `<`, `<=`), or a lower bound followed by an upper one, as in `[\">=\", 1, \"<\", 5]`.",
		},
	},
	{
		name: "numeric digits", text: `{"detail": {"n": [{"numeric": [">", 12345678901234567890123]}]}}`,
		want: []string{
			`error $.detail.n[0].numeric[1] 1:37 Number out of range: The number 12345678901234567890123 cannot be compared: EventBridge compares numbers as 64-bit floating point, with up to 17 digits.`,
		},
	},
	{
		name: "cidr slashes", text: `{"detail": {"ip": [{"cidr": "10.0.0.0/8/8"}]}}`,
		want: []string{
			"error $.detail.ip[0].cidr 1:29 Invalid CIDR block: The block \"10.0.0.0/8/8\" must be an IP address, one `/`, and the number of leading bits. Write it like \"10.0.0.0/24\" or \"2001:db8::/32\".",
		},
	},
	{
		name: "exists string", text: `{"detail": {"n": [{"exists": "true"}]}}`,
		want: []string{
			"error $.detail.n[0].exists 1:30 Invalid value for exists: The value of `exists` is the string \"true\", but must be `true` or `false`. Write it without quotes. Did you mean `true`?",
		},
	},
	{
		name: "exists null", text: `{"detail": {"n": [{"exists": null}]}}`,
		want: []string{
			"error $.detail.n[0].exists 1:30 Invalid value for exists: The value of `exists` is `null`, but must be `true` or `false`.",
		},
	},
	{
		name: "cidr slash", text: `{"detail": {"ip": [{"cidr": "10.0.0.0"}]}}`,
		want: []string{
			"error $.detail.ip[0].cidr 1:29 Invalid CIDR block: The block \"10.0.0.0\" must be an IP address, one `/`, and the number of leading bits. Write it like \"10.0.0.0/24\" or \"2001:db8::/32\". To match a single address, write it in the list as a plain string. Did you mean `\"10.0.0.0\"`?",
		},
	},
	{
		name: "cidr host", text: `{"detail": {"ip": [{"cidr": "10.0.0.1/32"}]}}`,
		want: []string{
			"error $.detail.ip[0].cidr 1:29 Invalid CIDR block: The block \"10.0.0.1/32\" has 32 bits after the `/`; for an IPv4 block 0 to 31 are allowed. Write it like \"10.0.0.0/24\" or \"2001:db8::/32\". To match a single address, write it in the list as a plain string. Did you mean `\"10.0.0.1\"`?",
		},
	},
	{
		name: "cidr bits", text: `{"detail": {"ip": [{"cidr": "10.0.0.0/33"}]}}`,
		want: []string{
			"error $.detail.ip[0].cidr 1:29 Invalid CIDR block: The block \"10.0.0.0/33\" has 33 bits after the `/`; for an IPv4 block 0 to 31 are allowed. Write it like \"10.0.0.0/24\" or \"2001:db8::/32\".",
		},
	},
	{
		name: "cidr mask", text: `{"detail": {"ip": [{"cidr": "10.0.0.0/255.0.0.0"}]}}`,
		want: []string{
			"error $.detail.ip[0].cidr 1:29 Invalid CIDR block: The block \"10.0.0.0/255.0.0.0\" has no whole number after the `/`. Write it like \"10.0.0.0/24\" or \"2001:db8::/32\".",
		},
	},
	{
		name: "cidr text", text: `{"detail": {"ip": [{"cidr": "localhost/8"}]}}`,
		want: []string{
			`error $.detail.ip[0].cidr 1:29 Invalid CIDR block: The block "localhost/8" does not begin with an IP address. Write it like "10.0.0.0/24" or "2001:db8::/32".`,
		},
	},
	{
		name: "cidr number", text: `{"detail": {"ip": [{"cidr": 10}]}}`,
		want: []string{
			"error $.detail.ip[0].cidr 1:29 Invalid value for cidr: The value of `cidr` is the number 10, but must be a string, such as \"10.0.0.0/24\" or \"2001:db8::/32\".",
		},
	},
	{
		name: "anything-but null", text: `{"source": [{"anything-but": null}]}`,
		want: []string{
			"error $.source[0].anything-but 1:30 Invalid value for anything-but: The value of `anything-but` is `null`, but must be a string, a number, a list of strings, a list of numbers, or an object with one of `prefix`, `suffix`, `equals-ignore-case` or `wildcard`. To exclude null, list what is allowed instead, such as {\"prefix\": \"\"} for every string.",
		},
	},
	{
		name: "anything-but bool", text: `{"source": [{"anything-but": true}]}`,
		want: []string{
			"error $.source[0].anything-but 1:30 Invalid value for anything-but: The value of `anything-but` is `true`, but must be a string, a number, a list of strings, a list of numbers, or an object with one of `prefix`, `suffix`, `equals-ignore-case` or `wildcard`. To match the other boolean, write it without an operator. Did you mean `false`?",
		},
	},
	{
		name: "anything-but mixed", text: `{"source": [{"anything-but": ["a", 1]}]}`,
		want: []string{
			"error $.source[0].anything-but[1] 1:36 Mixed types in anything-but: The list of `anything-but` begins with the string \"a\", but the number 1 follows. All values must be strings, or all must be numbers.",
		},
	},
	{
		name: "anything-but empty", text: `{"source": [{"anything-but": []}]}`,
		want: []string{
			"error $.source[0].anything-but 1:30 Empty list in anything-but: The list of `anything-but` is empty. It must have at least one string, or at least one number.",
		},
	},
	{
		name: "anything-but object", text: `{"source": [{"anything-but": [{"prefix": "a"}]}]}`,
		want: []string{
			"error $.source[0].anything-but[0] 1:31 Invalid value for anything-but: The list of `anything-but` has an object in it, but all its elements must be strings, or all must be numbers. An operator goes around the list, not into it.",
		},
	},
	{
		name: "anything-but inner", text: `{"source": [{"anything-but": {"numeric": ["=", 1]}}]}`,
		want: []string{
			"error $.source[0].anything-but.numeric 1:31 Unsupported operator in anything-but: `numeric` is not allowed within `anything-but`. Allowed there: `prefix`, `suffix`, `equals-ignore-case` and `wildcard`.",
		},
	},
	{
		name: "anything-but inner empty", text: `{"source": [{"anything-but": {"prefix": ""}}]}`,
		want: []string{
			"error $.source[0].anything-but.prefix 1:41 Empty prefix in anything-but: The prefix within `anything-but` is empty. Every string has the empty prefix, so it must have at least one character.",
		},
	},
	{
		name: "anything-but inner number", text: `{"source": [{"anything-but": {"suffix": ["a", 1]}}]}`,
		want: []string{
			"error $.source[0].anything-but.suffix[1] 1:47 Invalid value for suffix: The value of `suffix` within `anything-but` is the number 1, but must be a string or a list of strings.",
		},
	},
	{
		name: "anything-but inner object", text: `{"source": [{"anything-but": {"prefix": {"equals-ignore-case": "a"}}}]}`,
		want: []string{
			"error $.source[0].anything-but.prefix 1:41 Invalid value for prefix: The value of `prefix` within `anything-but` is an object, but must be a string or a list of strings. EventBridge allows no operator inside it.",
		},
	},
	{
		name: "anything-but inner list", text: `{"source": [{"anything-but": {"prefix": []}}]}`,
		want: []string{
			"warning $.source[0].anything-but.prefix 1:41 Empty list in anything-but: The list of `prefix` is empty, so nothing can match. EventBridge's engine accepts such a pattern but fails to use it.",
		},
	},
	{
		name: "exactly", text: `{"source": [{"exactly": "a"}]}`,
		want: []string{
			"warning $.source[0].exactly 1:25 Undocumented operator: EventBridge does not document the operator `exactly` and may refuse it. Write the string itself in the list. Did you mean `\"a\"`?",
		},
	},
	{
		name: "or object", text: `{"$or": {"a": ["x"], "b": ["y"]}}`,
		want: []string{
			"error $.$or 1:9 Invalid value for $or: The value of `$or` is an object, but must be a list of at least two objects, one of which must match.",
		},
	},
	{
		name: "or one string", text: `{"$or": ["x"]}`,
		want: []string{
			"error $.$or 1:9 Too few $or branches: The list of `$or` has one element, but must have at least two objects, one of which must match.",
			"error $.$or[0] 1:10 Invalid $or branch: The branch of `$or` is the string \"x\", but must be an object with fields. To match one of several values, list them under the field.",
		},
	},
	{
		name: "or one", text: `{"$or": [{"id": ["x"]}], "time": ["2"]}`,
		want: []string{
			"error $.$or 1:9 Too few $or branches: The list of `$or` has one object, but must have at least two. Write the fields of that object next to the others, without `$or`.",
		},
	},
	{
		name: "or empty", text: `{"$or": []}`,
		want: []string{
			"error $.$or 1:9 Too few $or branches: The list of `$or` is empty, but must have at least two objects, one of which must match.",
		},
	},
	{
		name: "or string", text: `{"$or": [{"id": ["x"]}, "b"]}`,
		want: []string{
			"error $.$or[1] 1:25 Invalid $or branch: The branch of `$or` is the string \"b\", but must be an object with fields. To match one of several values, list them under the field.",
		},
	},
	{
		name: "or reserved", text: `{"$or": [{"id": ["x"]}, {"prefix": ["y"]}]}`,
		want: []string{
			"error $.$or[1].prefix 1:26 Reserved name in $or: `prefix` cannot be the name of a field within `$or`. A branch holds fields; the operator goes into the list of one, as in {\"state\": [{\"prefix\": ...}]}.",
		},
	},
	{
		name: "or regex", text: `{"$or": [{"id": ["x"]}, {"detail": {"regex": ["y"]}}]}`,
		want: []string{
			"error $.$or[1].detail.regex 1:37 Reserved name in $or: `regex` cannot be the name of a field within `$or`. EventBridge reserves it for operators.",
		},
	},
	{
		name: "duplicate", text: `{"source": ["a"], "source": ["b"]}`,
		want: []string{
			"warning $.source 1:2 Field set twice: The field `source` is set again at line 1, column 19 ($.source). The last one counts, so this one has no effect; the two are not ANDed or ORed.",
		},
	},
	{
		name: "dotted duplicate", text: `{"detail": {"state": ["a"]}, "detail.state": ["b"]}`,
		want: []string{
			"warning $.detail.state 1:13 Field set twice: The field `detail.state` is set again at line 1, column 30 ($['detail.state']). The last one counts, so this one has no effect; the two are not ANDed or ORed.",
		},
	},
	{
		name: "or override", text: `{"source": ["a"], "$or": [{"source": ["b"]}, {"id": ["c"]}]}`,
		want: []string{
			"warning $.source 1:2 Field set twice: The field `source` is set again at line 1, column 28 ($.$or[0].source). In the combinations of `$or` that have both, the last one counts; they are not ANDed.",
		},
	},
	{
		name: "lost branch", text: `{"$or": [{"source": ["a"]}, {"source": ["a", "b"]}]}`,
		want: []string{
			`warning $.$or 1:2 Ignored $or branch: EventBridge's engine leaves out 1 combination of this pattern's 2: it mistakes a combination for a known one if an earlier one has the same fields and shares a value with it in each of them. If the branches differ in one field only, list their values under that field; otherwise, make the branches' lists disjoint.`,
		},
	},
	{
		name: "wildcard first", text: `{"source": [{"wildcard": "*-prod"}, "x", {"equals-ignore-case": "main"}], "id": [{"wildcard": "7*"}, {"prefix": {"equals-ignore-case": "7a"}}]}`,
		want: []string{
			`warning $.source[2] 1:42 Wildcard before another condition: In this order EventBridge's engine mixes up {"equals-ignore-case":"main"} with a wildcard before it, and may match values that neither of them means. Write wildcards last in the list.`,
			`warning $.id[1] 1:102 Wildcard before another condition: In this order EventBridge's engine mixes up {"prefix":{"equals-ignore-case":"7a"}} with a wildcard before it, and may match values that neither of them means. Write wildcards last in the list.`,
		},
	},
	{
		name: "wildcard first, apart", text: `{"source": [{"wildcard": "a*"}, {"equals-ignore-case": "ab"}], "id": [{"equals-ignore-case": "x"}, {"suffix": "é"}, {"wildcard": "*a"}, {"suffix": "e"}]}`,
	},
	{
		name: "doubtful branch", text: `{"$or": [{"source": ["a"]}, {"source": ["b", "a"]}]}`,
		want: []string{
			`warning $.$or 1:2 Ignored $or branch: EventBridge's engine at times leaves out 1 combination of this pattern's 2: it mistakes a combination for a known one if an earlier one has the same fields and shares a value with it in each of them. If the branches differ in one field only, list their values under that field; otherwise, make the branches' lists disjoint.`,
		},
	},
	{
		name: "complex", text: `{"source": [{"wildcard": "*:*:*:*:*:event-bus/*"}]}`,
		want: []string{
			"error $.source 1:2 Wildcards too complex: The wildcards of the field `source` have complexity 11: that many of their beginnings can match one value at once. EventBridge refuses a wildcard of complexity 11 or more. Use fewer asterisks, or fewer repeated characters after one.",
		},
	},
	{
		name: "many", text: `{"detailType": "x", "detail": {"n": [{"numeric": 5}, {"sufix": "a"}], "m": []}}`,
		want: []string{
			"warning $.detailType 1:2 Unknown event field: No event has a field `detailType` at the top level, whatever its source. The fields there are `version`, `id`, `detail-type`, `source`, `account`, `time`, `region`, `resources`, `detail` and `replay-name`. Did you mean `\"detail-type\"`?",
			"error $.detailType 1:16 Value outside a list: The field `detailType` is the string \"x\", but must be a list of values to match, or an object with fields below it. Did you mean `[\"x\"]`?",
			"error $.detail.n[0].numeric 1:50 Invalid value for numeric: The value of `numeric` is the number 5, but must be a list of operators and numbers. Write `[\"=\", n]`, `[\">\", n]` (or `>=`, `<`, `<=`), or a lower bound followed by an upper one, as in `[\">=\", 1, \"<\", 5]`. Did you mean `[\"=\", 5]`?",
			"error $.detail.n[1].sufix 1:55 Unknown operator: `sufix` is not an operator of event patterns. The operators are `prefix`, `suffix`, `equals-ignore-case`, `wildcard`, `numeric`, `cidr`, `exists` and `anything-but`. Did you mean `suffix`?",
			`error $.detail.m 1:76 Empty list: The list is empty, so nothing could match. It must have at least one value or operator; for a missing field write [{"exists": false}], for an empty string [""].`,
		},
	},
}
