using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;
using Smartcard.SelfService.Vault.Pkcs11;

namespace Smartcard.Tests.SelfService.Vault.Pkcs11;

/// <summary>SoftHSM, with the faults of key modules that a test asks for.</summary>
internal sealed class FaultyLibrary
{
    private readonly Lock _counting = new();
    private readonly Dictionary<string, int> _calls = [];

    /// <summary>Is given the token's label and a method such as <c>Encrypt</c>, and may throw or wait.</summary>
    public Action<string, string> Before { get; set; } = (_, _) => { };

    public TokenLibrary Library => new(factories => Faulty<IPkcs11Library>.Around(
        factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, SoftHsm.Library, AppType.MultiThreaded), this, label: ""));

    /// <param name="rv">As the module returns it.</param>
    /// <param name="method">Of <see cref="ISession"/>.</param>
    /// <param name="times">Then it works.</param>
    /// <param name="token">Null = each.</param>
    public void Fail(CKR rv, string method, int times = int.MaxValue, string? token = null) => Before = (label, called) =>
    {
        if (called == method && (token ?? label) == label && times-- > 0)
        {
            throw new Pkcs11Exception("C_" + method, rv);
        }
    };

    public int Calls(string method)
    {
        lock (_counting)
        {
            return _calls.GetValueOrDefault(method);
        }
    }

    private void Called(string label, string method)
    {
        lock (_counting)
        {
            _calls[method] = _calls.GetValueOrDefault(method) + 1;
        }

        Before(label, method);
    }

    [SuppressMessage("Performance", "CA1852:Seal internal types", Justification = "The proxy derives from it.")]
    internal class Faulty<T> : DispatchProxy
        where T : class
    {
        private T _real = null!;
        private FaultyLibrary _faults = null!;
        private string _label = "";

        public static T Around(T real, FaultyLibrary faults, string label)
        {
            var proxy = Create<T, Faulty<T>>();
            var own = (Faulty<T>)(object)proxy;
            (own._real, own._faults, own._label) = (real, faults, label);
            return proxy;
        }

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (_real is ISession && targetMethod!.Name != nameof(IDisposable.Dispose))
            {
                _faults.Called(_label, targetMethod.Name);
            }

            try
            {
                return targetMethod!.Invoke(_real, args) switch
                {
                    List<ISlot> slots => slots.ConvertAll(slot => Faulty<ISlot>.Around(slot, _faults, slot.GetTokenInfo().Label.Trim())),
                    ISession session => Faulty<ISession>.Around(session, _faults, _label),
                    var result => result,
                };
            }
            catch (TargetInvocationException failure)
            {
                System.Runtime.ExceptionServices.ExceptionDispatchInfo.Throw(failure.InnerException!);
                throw;
            }
        }
    }
}
