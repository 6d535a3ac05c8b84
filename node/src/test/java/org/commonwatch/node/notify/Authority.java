package org.commonwatch.node.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.commonwatch.node.outbound.Outbound;

/** A certificate authority of a test, a server it signed for localhost, and a node that trusts it or does not. */
final class Authority {
    private static final String PASSWORD = "changeit";

    private final Path folder;
    private final Path store;
    private final Path pem;

    Authority(Path folder) throws IOException, InterruptedException {
        this.folder = folder;
        store = folder.resolve("keys.p12");
        pem = folder.resolve("ca.pem");
        keytool("-genkeypair", "-alias", "ca", "-keyalg", "EC", "-dname", "CN=Authority of a test", "-ext", "bc:c");
        keytool(
                "-genkeypair",
                "-alias",
                "server",
                "-keyalg",
                "EC",
                "-dname",
                "CN=localhost",
                "-ext",
                "san=dns:localhost",
                "-signer",
                "ca");
        keytool("-exportcert", "-rfc", "-alias", "ca", "-file", pem.toString());
    }

    /** The server's key alone: with the authority's beside it the platform might show that one. */
    SSLContext server() throws Exception {
        KeyStore all = KeyStore.getInstance("PKCS12");
        try (InputStream in = java.nio.file.Files.newInputStream(store)) {
            all.load(in, PASSWORD.toCharArray());
        }
        KeyStore own = KeyStore.getInstance("PKCS12");
        own.load(null, null);
        own.setKeyEntry(
                "server",
                all.getKey("server", PASSWORD.toCharArray()),
                PASSWORD.toCharArray(),
                all.getCertificateChain("server"));
        KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        keys.init(own, PASSWORD.toCharArray());
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(keys.getKeyManagers(), null, null);
        return context;
    }

    /** A node's way out that trusts this authority. */
    Outbound trusting() {
        return outbound(folder, Optional.of(pem));
    }

    /** A node's way out that knows the platform's authorities only. */
    static Outbound strict(Path folder) {
        return outbound(folder, Optional.empty());
    }

    private static Outbound outbound(Path folder, Optional<Path> authorities) {
        return Outbound.in(
                folder.resolve("downloads"),
                name -> name.equals("COMMONWATCH_CA_FILE") ? authorities.map(Path::toString) : Optional.empty());
    }

    static InetAddress loopback() {
        return InetAddress.getLoopbackAddress();
    }

    private void keytool(String... arguments) throws IOException, InterruptedException {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-keystore",
                store.toString(),
                "-storetype",
                "PKCS12",
                "-storepass",
                PASSWORD));
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertEquals(0, process.waitFor(), said);
    }
}
