"""The product runs nothing that it reads, and SQL is built from constants and declared names: values are bound or quoted."""

import ast

import pytest
from test_house import ORDER, modules

# What turns bytes or text into code. Worker processes talk in pickles, but over pipes of their own, never from a file.
CODE_FROM_DATA = {"pickle", "cPickle", "marshal", "shelve", "dill", "cloudpickle", "joblib", "yaml", "code", "runpy"}
BUILTINS = {"eval", "exec", "compile", "__import__"}
RUNS_SQL = {"execute", "executemany", "sql", "query"}


def calls(package):
    for path in modules(package):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call):
                yield path, node


@pytest.mark.parametrize("package", ORDER)
def test_nothing_that_is_read_is_run(package):
    for path in modules(package):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert not {name.split(".")[0] for name in names} & CODE_FROM_DATA, path
    for path, call in calls(package):
        where = f"{path}:{call.lineno}"
        assert not (isinstance(call.func, ast.Name) and call.func.id in BUILTINS), where
        given = {keyword.arg: keyword.value for keyword in call.keywords}
        for keyword in ("allow_pickle", "shell"):
            value = given.get(keyword, ast.Constant(False))
            assert isinstance(value, ast.Constant) and not value.value, where
        if ast.unparse(call.func) == "torch.load":
            assert ast.unparse(given["weights_only"]) == "True", where


class Module:
    """What a module's names stand for, as far as it shows: every value that is given to each, and its functions."""

    def __init__(self, path):
        self.path, self.tree = path, ast.parse(path.read_text())
        self.values, self.parameters = {}, {}
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Assign | ast.For | ast.comprehension):
                given = node.value if isinstance(node, ast.Assign) else node.iter
                for target in node.targets if isinstance(node, ast.Assign) else [node.target]:
                    for name in target.elts if isinstance(target, ast.Tuple) else [target]:
                        self.values.setdefault(ast.unparse(name), []).append(given)
            elif isinstance(node, ast.FunctionDef):
                for number, given in enumerate(node.args.args):
                    self.parameters.setdefault(given.arg, []).append((node.name, number))

    def is_constant(self, found, package, depth=0):
        """Tell whether SQL is put together of nothing but what stands in the code."""
        if depth > 20:  # a name that stands for itself
            return False
        constant = lambda node: self.is_constant(node, package, depth + 1)  # noqa: E731
        match found:
            case ast.Constant():
                return True
            case ast.JoinedStr(values=parts):
                return all(constant(part.value if isinstance(part, ast.FormattedValue) else part) for part in parts)
            case ast.IfExp(body=one, orelse=other) | ast.BinOp(left=one, right=other):
                return constant(one) and constant(other)
            case ast.Tuple(elts=parts) | ast.List(elts=parts):
                return all(map(constant, parts))
            case ast.Call(func=ast.Attribute(value=template, attr="format"), args=args, keywords=keywords):
                return all(map(constant, [template, *args, *(keyword.value for keyword in keywords)]))
            case ast.Call(func=ast.Attribute(value=held, attr="items"), args=[]):
                return constant(held)
            case ast.Call(func=ast.Attribute(value=held, attr="get"), args=[_, *otherwise]):
                return all(map(constant, [held, *otherwise]))
            case ast.Dict(keys=keys, values=values):
                return all(map(constant, [*keys, *values]))
            case ast.Call(func=ast.Name(id="literal")):
                return True
            case ast.Attribute(attr=name):
                return name.isupper()
            case ast.Name(id=name):
                if name.isupper() or name in self.values:
                    return all(map(constant, self.values.get(name, [])))
                given = [each for where in self.parameters.get(name, []) for each in passed(package, *where)]
                return bool(given) and all(Module(path).is_constant(each, package, depth + 1) for path, each in given)
        return False


def passed(package, function, number):
    """Return what is given for a parameter wherever the package calls a function of that name."""
    for path, call in calls(package):
        if ast.unparse(call.func).split(".")[-1] == function and len(call.args) > number:
            yield path, call.args[number]


def test_sql_in_flows_is_constant():
    """The edge that meets the world: whatever it asks the warehouse stands in the code, values are bound."""
    found = 0
    for path in modules("flows"):
        module = Module(path)
        for call in ast.walk(module.tree):
            if (
                isinstance(call, ast.Call)
                and isinstance(call.func, ast.Attribute)
                and call.func.attr in RUNS_SQL
                and call.args
            ):
                found += 1
                assert module.is_constant(call.args[0], "flows"), f"{path}:{call.lineno}: {ast.unparse(call.args[0])}"
    assert found > 20


@pytest.mark.parametrize(
    ("source", "is_constant"),
    [
        ("w.query('SELECT 1')", True),
        ("w.query(f'{HEAD} WHERE x')", True),
        ("w.query(f'SELECT {row}')", False),
        ("def f(w, what): w.query('SELECT ' + what)", False),
        ("sql = 'SELECT 1' if x else HEAD\nw.query(sql)", True),
        ("sql = open('x').read()\nw.query(sql)", False),
    ],
)
def test_the_check_of_sql_can_fail(tmp_path, source, is_constant):
    (tmp_path / "m.py").write_text(source)
    module = Module(tmp_path / "m.py")
    (call,) = [
        node for node in ast.walk(module.tree) if isinstance(node, ast.Call) and ast.unparse(node.func) == "w.query"
    ]
    assert module.is_constant(call.args[0], "flows") is is_constant
