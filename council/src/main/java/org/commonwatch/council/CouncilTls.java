package org.commonwatch.council;

import java.net.Socket;
import java.security.KeyPair;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.CertificateException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;
import javax.net.ssl.X509ExtendedTrustManager;
import org.apache.ratis.grpc.GrpcTlsConfig;
import org.apache.ratis.thirdparty.io.netty.handler.ssl.SslProvider;
import org.commonwatch.ledger.keys.VerifyingKey;
import org.jspecify.annotations.Nullable;

/**
 * How nodes of a council know each other: mutual TLS 1.3, each with a P-256 key whose certificate its node key has signed. There
 * is no authority and no password: a certificate counts when its issuer is a member by name and that member's node key, as the
 * community's log has it, signed it. Host names mean nothing here.
 */
public final class CouncilTls {
    private static final String PROTOCOL = "TLSv1.3";
    private static final String ALIAS = "council";

    private final KeyPair keys;
    private final X509Certificate certificate;
    private final Supplier<Map<String, VerifyingKey>> members;

    /**
     * @param keys this node's P-256 pair
     * @param certificate over it, see {@link CouncilCertificate}
     * @param members node keys by member name, asked at each handshake: who left is out at once
     */
    public CouncilTls(KeyPair keys, X509Certificate certificate, Supplier<Map<String, VerifyingKey>> members) {
        this.keys = keys;
        this.certificate = certificate;
        this.members = members;
    }

    GrpcTlsConfig forRatis() {
        return GrpcTlsConfig.newBuilder()
                .setKeyManager(new Own())
                .setTrustManager(new Members())
                .setMutualTls(true)
                .setSslProvider(SslProvider.JDK)
                .setProtocols(PROTOCOL)
                .build();
    }

    private void check(X509Certificate @Nullable [] chain) throws CertificateException {
        if (chain == null || chain.length != 1) {
            throw new CertificateException("a node of the council shows one certificate");
        }
        String name = CouncilCertificate.subject(chain[0]);
        Optional<VerifyingKey> member = Optional.ofNullable(members.get().get(name));
        if (member.isEmpty()) {
            throw new CertificateException("no member of the council: " + name);
        }
        CouncilCertificate.verify(chain[0], member.get());
    }

    /** The own certificate for every peer. */
    private final class Own extends X509ExtendedKeyManager {
        @Override
        public String[] getClientAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
            return ALIAS;
        }

        @Override
        public String chooseEngineClientAlias(String[] keyType, Principal[] issuers, SSLEngine engine) {
            return ALIAS;
        }

        @Override
        public String[] getServerAliases(String keyType, Principal[] issuers) {
            return new String[] {ALIAS};
        }

        @Override
        public @Nullable String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
            return keyType.equals("EC") ? ALIAS : null;
        }

        @Override
        public @Nullable String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
            return keyType.equals("EC") ? ALIAS : null;
        }

        @Override
        public X509Certificate[] getCertificateChain(String alias) {
            return new X509Certificate[] {certificate};
        }

        @Override
        public PrivateKey getPrivateKey(String alias) {
            return keys.getPrivate();
        }
    }

    /** Extended, so that nobody else compares host names. */
    private final class Members extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine)
                throws CertificateException {
            check(chain);
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) throws CertificateException {
            check(chain);
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
