using Acornima;
using Acornima.Ast;

namespace Smartcard.Expressions;

/// <summary>Finds names in a script that nothing declares, without running it.</summary>
internal sealed class NameCheck : AstVisitor
{
    private const string Container = "variables";

    /// <summary>What every object has, whatever it is a container of.</summary>
    private static readonly HashSet<string> OfEveryObject = new(StringComparer.Ordinal)
    {
        "hasOwnProperty",
        "propertyIsEnumerable",
        "toString",
        "valueOf",
        "toLocaleString",
        "isPrototypeOf",
        "constructor",
        "__proto__",
    };

    private readonly HashSet<string> _declared = new(StringComparer.Ordinal) { "arguments", "undefined" };
    private readonly List<string> _used = [];
    private readonly List<(string Of, string Name)> _variables = [];
    private bool _isDeclaring;
    private bool _isWriting;

    /// <summary>Names in the order in which they are used.</summary>
    public IEnumerable<string> Undeclared => _used.Where(name => !_declared.Contains(name));

    /// <summary>What <c>getVariable</c> or <c>variables</c> is asked for by a written name.</summary>
    public IEnumerable<string> Variables => _variables.Where(v => !_declared.Contains(v.Of)).Select(v => v.Name);

    /// <summary>It sets a variable, or something in one.</summary>
    public bool IsWriting => _isWriting && !_declared.Contains(Container);

    protected override object? VisitIdentifier(Identifier node)
    {
        if (_isDeclaring)
        {
            _declared.Add(node.Name);
        }
        else
        {
            _used.Add(node.Name);
        }

        return node;
    }

    protected override object? VisitCallExpression(CallExpression node)
    {
        if (node is { Callee: Identifier { Name: "getVariable" }, Arguments: [StringLiteral name] })
        {
            _variables.Add(("getVariable", name.Value));
        }

        return base.VisitCallExpression(node);
    }

    /// <summary>A name that is not there has a type too.</summary>
    protected override object? VisitUnaryExpression(UnaryExpression node)
    {
        _isWriting |= node.Operator is (Operator.Delete or Operator.Increment or Operator.Decrement) && IsVariable(node.Argument);
        return node is { Operator: Operator.TypeOf, Argument: Identifier } ? node : base.VisitUnaryExpression(node);
    }

    protected override object? VisitAssignmentExpression(AssignmentExpression node)
    {
        _isWriting |= IsVariable(node.Left);
        return base.VisitAssignmentExpression(node);
    }

    private static bool IsVariable(Node written) =>
        written is MemberExpression { Object: var from }
        && (from is Identifier { Name: Container } || IsVariable(from));

    protected override object? VisitMemberExpression(MemberExpression node)
    {
        if (node.Object is Identifier { Name: Container })
        {
            var name = node.Property switch
            {
                StringLiteral written => written.Value,
                Identifier plain when !node.Computed => plain.Name,
                _ => null,
            };
            if (name is not null && !OfEveryObject.Contains(name))
            {
                _variables.Add((Container, name));
            }
        }

        Visit(node.Object);
        if (node.Computed)
        {
            Visit(node.Property);
        }

        return node;
    }

    protected override object? VisitObjectProperty(ObjectProperty node)
    {
        if (node.Computed)
        {
            Visit(node.Key);
        }

        Visit(node.Value);
        return node;
    }

    protected override object? VisitAssignmentProperty(AssignmentProperty node)
    {
        Visit(node.Value);
        return node;
    }

    protected override object? VisitMethodDefinition(MethodDefinition node)
    {
        Visit(node.Value);
        return node;
    }

    protected override object? VisitVariableDeclarator(VariableDeclarator node)
    {
        Declare(node.Id);
        if (node.Init is { } value)
        {
            Visit(value);
        }

        return node;
    }

    protected override object? VisitFunctionDeclaration(FunctionDeclaration node) => Function(node.Id, node.Params, node.Body, node);

    protected override object? VisitFunctionExpression(FunctionExpression node) => Function(node.Id, node.Params, node.Body, node);

    protected override object? VisitArrowFunctionExpression(ArrowFunctionExpression node) => Function(null, node.Params, node.Body, node);

    protected override object? VisitCatchClause(CatchClause node)
    {
        if (node.Param is { } caught)
        {
            Declare(caught);
        }

        Visit(node.Body);
        return node;
    }

    protected override object? VisitClassDeclaration(ClassDeclaration node)
    {
        if (node.Id is { } name)
        {
            Declare(name);
        }

        return base.VisitClassDeclaration(node);
    }

    protected override object? VisitLabeledStatement(LabeledStatement node)
    {
        Visit(node.Body);
        return node;
    }

    protected override object? VisitBreakStatement(BreakStatement node) => node;

    protected override object? VisitContinueStatement(ContinueStatement node) => node;

    protected override object? VisitMetaProperty(MetaProperty node) => node;

    private Node Function(Identifier? name, in NodeList<Node> parameters, Node body, Node function)
    {
        if (name is not null)
        {
            Declare(name);
        }

        foreach (var parameter in parameters)
        {
            Declare(parameter);
        }

        Visit(body);
        return function;
    }

    private void Declare(Node pattern)
    {
        var before = _isDeclaring;
        _isDeclaring = true;
        Visit(pattern);
        _isDeclaring = before;
    }
}
