using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Microsoft.AspNetCore.Components;

namespace Smartcard.Tests.Architecture;

/// <summary>
/// What is public is meant for others: a type that only its own project uses is internal, and can be changed without
/// asking.
/// </summary>
public sealed class PublicTypeTests
{
    /// <summary>Libraries in their own right: what they promise is in their PublicAPI.*.txt.</summary>
    private static readonly string[] Libraries = ["Smartcard.Cards", "Smartcard.CardTasks", "Smartcard.Workflows"];

    /// <summary>Used elsewhere for nothing but constants or names, which leave no trace in what is compiled.</summary>
    private static readonly HashSet<string> UsedForConstants = new(StringComparer.Ordinal)
    {
        "Smartcard.SelfService.Mail.SendGridTransport",
        "Smartcard.Storage.Records.SearchColumns",
        "Smartcard.Wording.Plurals",
    };

    private static readonly HashSet<string> UsedElsewhere = [.. ProjectReferenceTests.Names.SelectMany(TypesUsedBy)];

    public static TheoryData<string> Projects => [.. ProjectReferenceTests.Names.Except(Libraries)];

    [Theory]
    [MemberData(nameof(Projects))]
    public void A_type_that_only_its_own_project_uses_is_internal(string project)
    {
        var visible = Assembly.LoadFrom(PathOf(project)).GetExportedTypes();
        var wanted = new HashSet<Type>();
        foreach (
            var type in visible.Where(t =>
                UsedElsewhere.Contains(t.FullName!) || UsedForConstants.Contains(t.FullName!) || IsGenerated(t)))
        {
            Want(type, wanted);
        }

        Assert.Empty(visible.Except(wanted).Select(t => t.FullName).Order(StringComparer.Ordinal));
    }

    /// <summary>Razor makes a component public, and EF a migration, whatever their authors want.</summary>
    private static bool IsGenerated(Type type) =>
        typeof(IComponent).IsAssignableFrom(type)
        || type.Namespace?.Contains(".Migrations.", StringComparison.Ordinal) == true
        || type.Name.StartsWith('<')
        || type.Name is "Program" or "_Imports";

    /// <summary>Whatever stands in what others see of a type has to be as visible as the type.</summary>
    private static void Want(Type type, HashSet<Type> wanted)
    {
        const BindingFlags All =
            BindingFlags.Public
            | BindingFlags.NonPublic
            | BindingFlags.Instance
            | BindingFlags.Static
            | BindingFlags.DeclaredOnly;
        type = type.HasElementType ? type.GetElementType()! : type;
        foreach (var argument in type.IsGenericType ? type.GetGenericArguments() : [])
        {
            if (!argument.IsGenericParameter)
            {
                Want(argument, wanted);
            }
        }

        type = type is { IsGenericType: true } ? type.GetGenericTypeDefinition() : type;
        if (type.IsGenericParameter
            || type.Assembly.GetName().Name!.StartsWith("Smartcard.", StringComparison.Ordinal) == false
            || !wanted.Add(type))
        {
            return;
        }

        var members = type.GetMembers(All);
        IEnumerable<Type> seen =
        [
            .. type.GetInterfaces(),
            .. new[] { type.BaseType, type.DeclaringType }.OfType<Type>(),
            .. members.OfType<FieldInfo>().Where(f => f.IsPublic || f.IsFamily).Select(f => f.FieldType),
            .. members
                .OfType<MethodBase>()
                .Where(m => m.IsPublic || m.IsFamily)
                .SelectMany(m => m.GetParameters())
                .Select(p => p.ParameterType),
            .. members.OfType<MethodInfo>().Where(m => m.IsPublic || m.IsFamily).Select(m => m.ReturnType),
            .. type.GetGenericArguments().SelectMany(g => g.GetGenericParameterConstraints()),
            .. type.GetNestedTypes(), // the cases of a union, and what else goes with it
        ];
        foreach (var other in seen)
        {
            Want(other, wanted);
        }
    }

    /// <summary>The types of other projects of ours that a project names, nested ones as reflection writes them.</summary>
    private static IEnumerable<string> TypesUsedBy(string project)
    {
        using var file = new PEReader(File.OpenRead(PathOf(project)));
        var reader = file.GetMetadataReader();
        return [.. reader.TypeReferences.Select(handle => NameOf(reader, handle)).OfType<string>()];
    }

    private static string? NameOf(MetadataReader reader, TypeReferenceHandle handle)
    {
        var type = reader.GetTypeReference(handle);
        var name = reader.GetString(type.Name);
        return type.ResolutionScope.Kind switch
        {
            HandleKind.TypeReference => NameOf(reader, (TypeReferenceHandle)type.ResolutionScope) is { } outer
                ? $"{outer}+{name}"
                : null,
            HandleKind.AssemblyReference when IsOurs(reader, (AssemblyReferenceHandle)type.ResolutionScope) =>
                $"{reader.GetString(type.Namespace)}.{name}",
            _ => null,
        };
    }

    private static bool IsOurs(MetadataReader reader, AssemblyReferenceHandle handle) =>
        reader.GetString(reader.GetAssemblyReference(handle).Name).StartsWith("Smartcard.", StringComparison.Ordinal);

    private static string PathOf(string project) => Path.Combine(AppContext.BaseDirectory, project + ".dll");
}
