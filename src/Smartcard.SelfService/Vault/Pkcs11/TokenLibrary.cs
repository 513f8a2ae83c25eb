using System.Runtime.InteropServices;
using Net.Pkcs11Interop.Common;
using Net.Pkcs11Interop.HighLevelAPI;

namespace Smartcard.SelfService.Vault.Pkcs11;

/// <summary>The module's library, loaded at its first use and again when it has lost its tokens.</summary>
/// <remarks>To load it again ends every session, so that waits until nobody is within it.</remarks>
internal sealed class TokenLibrary(Func<Pkcs11InteropFactories, IPkcs11Library> load) : IDisposable
{
    private static readonly TimeSpan PatienceToReload = TimeSpan.FromMilliseconds(500);
    private static readonly Lazy<bool> FindsLibdl = new(LetItFindLibdl);

    private readonly ReaderWriterLockSlim _within = new();
    private readonly Lock _loading = new();
    private IPkcs11Library? _library;
    private int _generation;

    public TokenLibrary(string path)
        : this(factories => factories.Pkcs11LibraryFactory.LoadPkcs11Library(factories, path, AppType.MultiThreaded))
    {
    }

    public static Pkcs11InteropFactories Factories { get; } = new();

    /// <summary>Sessions of an older one are gone. To close them might close one of the new.</summary>
    public int Generation => Volatile.Read(ref _generation);

    public TResult Use<TResult>(Func<IPkcs11Library, TResult> use)
    {
        _within.EnterReadLock();
        try
        {
            return use(Loaded());
        }
        finally
        {
            _within.ExitReadLock();
        }
    }

    /// <param name="generation">That has lost its tokens; a newer one is left alone.</param>
    /// <returns>False where somebody is still within it.</returns>
    public bool Reload(int generation)
    {
        if (!_within.TryEnterWriteLock(PatienceToReload))
        {
            return false;
        }

        try
        {
            if (generation == _generation)
            {
                _library?.Dispose();
                _library = null;
                _generation++;
            }

            return true;
        }
        catch (Pkcs11Exception)
        {
            _library = null; // it had gone before
            _generation++;
            return true;
        }
        finally
        {
            _within.ExitWriteLock();
        }
    }

    public void Dispose()
    {
        Reload(_generation);
        _within.Dispose();
    }

    private IPkcs11Library Loaded()
    {
        lock (_loading)
        {
            _ = FindsLibdl.Value;
            return _library ??= load(Factories);
        }
    }

    /// <summary>Pkcs11Interop asks for <c>libdl</c>, and Debian has only <c>libdl.so.2</c>.</summary>
    private static bool LetItFindLibdl()
    {
        NativeLibrary.SetDllImportResolver(
            typeof(Pkcs11InteropFactories).Assembly,
            (name, _, _) => name == "libdl" && OperatingSystem.IsLinux() ? NativeLibrary.Load("libdl.so.2") : 0);
        return true;
    }
}
