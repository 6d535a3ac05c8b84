package org.commonwatch.node.outbound;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.net.InetAddress;
import java.net.Proxy;
import java.net.URI;
import java.net.UnknownHostException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DestinationsTest {
    private static final Map<String, List<String>> NAMES = Map.of(
            "public.example", List.of("203.0.113.7"),
            "inner.example", List.of("10.1.2.3"),
            "a.owned.example", List.of("10.1.2.4"),
            "both.example", List.of("203.0.113.7", "10.1.2.3"));

    private final Destinations destinations =
            new Destinations(DestinationsTest::resolve, HostRules.parse("*.owned.example, 10.0.0.5"));

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, true",
        "10.0.0.1, true",
        "172.16.5.4, true",
        "172.32.0.1, false",
        "192.168.1.1, true",
        "169.254.169.254, true",
        "0.0.0.0, true",
        "0.1.2.3, true",
        "100.64.0.1, true",
        "100.128.0.1, false",
        "198.18.0.1, true",
        "198.20.0.1, false",
        "224.0.0.1, true",
        "255.255.255.255, true",
        "8.8.8.8, false",
        "::1, true",
        "::, true",
        "fe80::1, true",
        "fd00::1, true",
        "fc00::1, true",
        "ff02::1, true",
        "2001:db8::1, false",
        "2606:4700::1, false",
        "::ffff:127.0.0.1, true",
        "64:ff9b::7f00:1, true",
        "64:ff9b::808:808, false",
        "2002:7f00:1::1, true",
        "2002:808:808::1, false"
    })
    void tellsPrivateAddressesFromPublicOnes(String address, boolean isPrivate) throws UnknownHostException {
        assertEquals(isPrivate, Destinations.isPrivate(InetAddress.getByName(address)));
    }

    @ParameterizedTest
    @CsvSource({
        "https://public.example/a, https://public.example/a, http://public.example/b,  redirect-downgrade",
        "http://public.example/a,  https://other.example/a,  http://other.example/b,   redirect-downgrade",
        "http://public.example/a,  http://public.example/a,  http://10.0.0.1/,         redirect-private",
        "http://public.example/a,  http://public.example/a,  http://[::1]/,            redirect-private",
        "http://public.example/a,  http://public.example/a,  http://inner.example/,    redirect-private",
        "http://public.example/a,  http://public.example/a,  http://both.example/,     redirect-private",
        "http://both.example/a,    http://both.example/a,    http://inner.example/,    redirect-private",
        "http://nowhere.example/a, http://nowhere.example/a, http://inner.example/,    redirect-private",
        "http://public.example/a,  http://public.example/a,  ftp://public.example/,    redirect-address",
        "http://public.example/a,  http://public.example/a,  https://public.example/b, ",
        "http://public.example/a,  http://public.example/a,  https://nowhere.example/, ",
        "http://inner.example/a,   http://inner.example/a,   http://10.9.9.9/,         redirect-private",
        "https://inner.example/a,  https://inner.example/a,  https://10.9.9.9/,        redirect-private",
        "http://a.owned.example/,  http://a.owned.example/,  http://10.9.9.9/,         ",
        "http://10.1.2.3/a,        http://10.1.2.3/a,        http://inner.example/,    ",
        "http://127.0.0.1/a,       http://127.0.0.1/a,       http://localhost/,        ",
    })
    void judgesWhereAServerSendsUs(URI start, URI from, URI target, String code) {
        if (code == null) {
            assertDoesNotThrow(() -> destinations.from(start).check(from, target));
        } else {
            OutboundFault fault = assertThrows(
                    OutboundFault.class, () -> destinations.from(start).check(from, target));
            assertEquals(code, fault.code());
        }
    }

    @ParameterizedTest
    @CsvSource({
        "http://public.example/,   ",
        "http://nowhere.example/,  ",
        "http://10.9.9.9/,         ",
        "http://[::1]:8080/,       ",
        "http://localhost/,        ",
        "http://a.owned.example/,  ",
        "https://inner.example/,   ",
        "http://inner.example/,    private-address",
        "http://both.example/,     private-address",
    })
    void judgesTheOwnersAddress(URI start, String code) {
        if (code == null) {
            assertDoesNotThrow(() -> destinations.from(start).checkStart());
        } else {
            OutboundFault fault = assertThrows(
                    OutboundFault.class, () -> destinations.from(start).checkStart());
            assertEquals(code, fault.code());
        }
    }

    @Test
    void asksForANameOnceSoThatASecondAnswerLeadsNowhere() throws OutboundFault {
        AtomicInteger asked = new AtomicInteger();
        Destinations rebinding = new Destinations(
                host -> new InetAddress[] {
                    InetAddress.ofLiteral(asked.getAndIncrement() == 0 ? "203.0.113.7" : "10.1.2.3")
                },
                HostRules.parse(""));
        URI start = URI.create("http://public.example/");
        Journey journey = rebinding.from(start);
        journey.checkStart();
        journey.check(start, start);
        assertEquals("203.0.113.7", journey.address(start).orElseThrow().getHostAddress());
        OutboundFault fault =
                assertThrows(OutboundFault.class, () -> journey.check(start, URI.create("http://another.example/")));
        assertEquals("redirect-private", fault.code());
    }

    @ParameterizedTest
    @CsvSource({
        "https://lists.example/,     https_proxy=http://secure:3128,               secure:3128",
        "https://lists.example/,     HTTPS_PROXY=secure,                           secure:8080",
        "https://lists.example/,     ALL_PROXY=http://any:1,                       any:1",
        "https://lists.example/,     http_proxy=http://plain:1,                    direct",
        "http://lists.example/,      http_proxy=http://plain:1,                    plain:1",
        "http://lists.example/,      http_proxy=http://plain:1 no_proxy=.example,  direct",
        "http://lists.example/,      http_proxy=http://plain:1 no_proxy=*.example, direct",
        "http://lists.example/,      http_proxy=http://plain:1 no_proxy=lists.example, direct",
        "http://lists.example/,      http_proxy=http://plain:1 no_proxy=ists.example, plain:1",
        "http://lists.example/,      http_proxy=http://plain:1 no_proxy=*,         direct",
        "http://127.0.0.1/,          http_proxy=http://plain:1,                    direct",
        "http://localhost:8080/,     http_proxy=http://plain:1,                    direct",
    })
    void choosesTheProxy(URI url, String variables, String expected) {
        Proxies proxies = new Proxies(name -> List.of(variables.split(" ")).stream()
                .map(pair -> pair.split("=", 2))
                .filter(pair -> pair[0].equals(name))
                .map(pair -> pair[1])
                .findFirst());
        Proxy proxy = proxies.select(url).getFirst();
        String found = proxy.type() == Proxy.Type.DIRECT
                ? "direct"
                : proxy.address().toString().replace("/<unresolved>", "");
        assertEquals(expected, found);
    }

    @Test
    void doesNotRepeatAProxyPasswordInItsComplaint() {
        IllegalStateException refused = assertThrows(
                IllegalStateException.class,
                () -> new Proxies(
                        name -> name.equals("http_proxy") ? Optional.of("ftp://u:hush@x") : Optional.empty()));
        assertEquals(false, String.valueOf(refused.getMessage()).contains("hush"));
    }

    private static InetAddress[] resolve(String host) throws UnknownHostException {
        if (host.endsWith(".example") && !NAMES.containsKey(host)) {
            throw new UnknownHostException(host);
        }
        List<InetAddress> addresses = new ArrayList<>();
        for (String text : NAMES.getOrDefault(host, List.of(host))) {
            addresses.add(InetAddress.getByName(text));
        }
        return addresses.toArray(InetAddress[]::new);
    }
}
