package org.commonwatch.node.pages;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Response;
import com.microsoft.playwright.options.ColorScheme;
import com.microsoft.playwright.options.Cookie;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import jakarta.inject.Inject;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.commonwatch.kernel.Refused;
import org.commonwatch.node.sharing.Sharing;
import org.commonwatch.node.sharing.SharingCommand;
import org.commonwatch.node.sharing.SharingFixture;
import org.commonwatch.node.spine.Logs;
import org.commonwatch.stix.StixObject;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;

/**
 * The pages in the machine's Chromium: signing in, what they say, that foreign text stays text, and axe's rules for
 * accessibility in light and dark. Set {@code -Dcommonwatch.screenshots=DIR} to keep pictures.
 */
@QuarkusTest
@WithTestResource(SampleNode.class)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
@SuppressWarnings("NullAway.Init") // injected fields are set by the test framework before the first test
class PagesInBrowserTest {
    private static final int DESK = 1280;
    private static final int PHONE = 390;

    private static final String HOSTILE = "indicator--0e6f3a6e-4a44-4d0e-9a15-3a5b0e6f7a01";

    @TestHTTPResource("/")
    URI root;

    @Inject
    Sharing sharing;

    @Inject
    Logs logs;

    private Optional<Browser> browser = Optional.empty();
    private Optional<Cookie> session = Optional.empty();

    @BeforeEach
    void open() {
        Optional<Path> chromium = Browser.installed();
        if (chromium.isEmpty()) {
            System.err.println("skipped: there is no Chromium on this machine");
        }
        Assumptions.assumeTrue(chromium.isPresent(), "there is no Chromium on this machine");
        if (browser.isEmpty()) {
            browser = chromium.map(Browser::start);
        }
    }

    @AfterAll
    void close() {
        browser.ifPresent(Browser::close);
    }

    @Test
    @Order(1)
    void signsInByPressingTheButtonOnly() throws IOException, InterruptedException {
        String link = link();
        Page page = browser.orElseThrow().open(ColorScheme.LIGHT, DESK, Optional.empty());
        page.navigate(base() + "/");
        assertEquals(base() + "/sign-in", page.url(), "nobody known is sent to sign in");
        check(page, "sign-in");
        page.navigate(link);
        page.reload();
        assertTrue(page.isVisible("text=Sign in to this node"), "looking at the link does not use it up");
        check(page, "sign-in-link");
        page.click("text=Sign in to this node");
        page.waitForURL(base() + "/");
        assertEquals("What is new", page.textContent("h1"));
        Cookie cookie = page.context().cookies().stream()
                .filter(one -> one.name.equals("commonwatch-session"))
                .findFirst()
                .orElseThrow();
        assertTrue(cookie.httpOnly, "scripts cannot read the session");
        session = Optional.of(cookie);
        page.navigate(link);
        assertTrue(page.textContent("main").contains("You are signed in"), "the link is used up");
        page.context().close();
    }

    @Test
    @Order(2)
    void everyPageIsAccessibleInLightAndDarkAndFitsAPhone() throws IOException, InterruptedException, Refused {
        putHostileObject();
        addSources();
        List<String> paths = new ArrayList<>(List.of(
                "/",
                "/?type=indicator",
                "/search",
                "/search?q=port",
                "/search?q=type%3A",
                "/ledger",
                "/ledger?log=sample",
                "/nowhere"));
        Page first = browser.orElseThrow().open(ColorScheme.LIGHT, DESK, session);
        first.navigate(base() + "/?type=campaign");
        paths.add(first.getAttribute("td a[href^='/objects/campaign']", "href"));
        first.navigate(base() + "/?type=report");
        paths.add(first.getAttribute("td a[href^='/objects/report']", "href"));
        first.context().close();
        paths.add("/objects/" + HOSTILE);
        paths.add("/objects/" + HOSTILE + "/recall");
        paths.addAll(List.of("/sources", "/sources/pushed", "/sources/broken"));
        paths.addAll(List.of("/share", "/share/out?id=" + HOSTILE, "/sign-out"));
        // Each is loaded once: colours and width change under it, as at a desk where the evening comes.
        Page page = browser.orElseThrow().open(ColorScheme.LIGHT, DESK, session);
        for (String path : paths) {
            page.navigate(base() + path);
            for (ColorScheme colours : List.of(ColorScheme.LIGHT, ColorScheme.DARK)) {
                page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(colours));
                check(page, name(path) + "-" + colours);
            }
            page.emulateMedia(new Page.EmulateMediaOptions().setColorScheme(ColorScheme.LIGHT));
            page.setViewportSize(PHONE, 900);
            picture(page, name(path) + "-phone");
            Object overflow = page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth");
            assertTrue(((Number) overflow).intValue() <= 0, path + " is wider than a phone by " + overflow);
            page.setViewportSize(DESK, 900);
        }
        page.context().close();
    }

    /** One that took lines, and one that fails. */
    private void addSources() throws IOException, InterruptedException {
        for (String source : List.of(
                "{\"name\":\"pushed\",\"kind\":\"push\"}",
                "{\"name\":\"broken\",\"kind\":\"mqtt\",\"broker\":\"mqtt://127.0.0.1:1\",\"topic\":\"logs/#\"}")) {
            assertEquals(
                    201,
                    asOwner("/api/v1/sources", "application/json").post(source).statusCode());
        }
        assertEquals(
                200,
                asOwner("/api/v1/sources/pushed/lines", "text/plain")
                        .post("2026-06-15T10:00:01Z src=10.1.2.3 <b>bold</b>\n")
                        .statusCode());
    }

    private Call asOwner(String path, String type) {
        return Call.to(base(), path).as(SampleNode.OWNER_TOKEN).with("Content-Type", type);
    }

    @Test
    @Order(3)
    void foreignTextStaysText() {
        Page page = browser.orElseThrow().open(ColorScheme.LIGHT, DESK, session);
        List<String> dialogs = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        page.onDialog(dialog -> {
            dialogs.add(dialog.message());
            dialog.dismiss();
        });
        page.onConsoleMessage(message -> {
            if (message.type().equals("error")) {
                errors.add(message.text());
            }
        });
        page.navigate(base() + "/");
        assertTrue(page.isVisible("td:has-text('<img src=x onerror=alert(1)>')"), "the title is shown as it is");
        page.navigate(base() + "/objects/" + HOSTILE);
        assertEquals("<img src=x onerror=alert(1)>", page.textContent("h1"));
        assertEquals(0, page.locator("main img, main script, main iframe").count());
        assertEquals(
                0, page.locator("a[href^='javascript' i], a[href^='data' i]").count(), "no script behind a link");
        assertEquals("noopener noreferrer external", page.getAttribute("a[href='https://reports.example/ok']", "rel"));
        assertEquals(List.of(), dialogs);
        assertEquals(List.of(), errors, "nothing was refused by the content security policy, nothing failed");
        page.context().close();
    }

    @Test
    @Order(4)
    void newObjectsAppearByThemselves() throws Refused {
        Page page = browser.orElseThrow().open(ColorScheme.LIGHT, DESK, session);
        page.navigate(base() + "/");
        page.waitForSelector("[data-live-state='on']");
        put("""
                {"type":"indicator","spec_version":"2.1","id":"indicator--0e6f3a6e-4a44-4d0e-9a15-3a5b0e6f7a02",
                "created":"2026-10-01T00:00:00.000Z","modified":"2026-10-01T00:00:00.000Z","name":"Arrived while looking",
                "pattern":"[ipv4-addr:value = '192.0.2.99']","pattern_type":"stix","valid_from":"2026-10-01T00:00:00Z"}""");
        page.waitForSelector("td:has-text('Arrived while looking')");
        page.context().close();
    }

    @Test
    @Order(5)
    void recallsAndTakesTheRecallBack() {
        Page page = browser.orElseThrow().open(ColorScheme.LIGHT, DESK, session);
        page.navigate(base() + "/objects/" + HOSTILE);
        page.click("text=Recall …");
        page.fill("input[name=reason]", "wrong <b>reason</b>");
        page.click("text=Recall it here");
        page.waitForURL(base() + "/objects/" + HOSTILE);
        assertTrue(page.textContent("main").contains("This object was recalled"), page.textContent("main"));
        assertTrue(page.textContent("main").contains("wrong <b>reason</b>"));
        check(page, "recalled");
        page.navigate(base() + "/");
        assertFalse(page.textContent("main").contains("onerror=alert"), "it left the list");
        page.navigate(base() + "/objects/" + HOSTILE);
        page.click("text=Take the recall back");
        page.waitForSelector("text=What it says");
        page.context().close();
    }

    @Test
    @Order(8)
    void takesInAfterLookingAndSharesAfterLooking() {
        Page page = browser.orElseThrow().open(ColorScheme.LIGHT, DESK, session);
        page.navigate(base() + "/share");
        page.fill(
                "textarea[name=text]",
                "Seen at hxxp://pilot-portal[.]example/confirm from 198.51.100[.]7, not 127.0.0.1");
        page.selectOption("select[name=tlp]", "green");
        page.fill("input[name=source]", "a mail <b>of today</b>");
        page.click("text=Show what is understood");
        page.waitForSelector("h1:has-text('What was understood')");
        check(page, "share-understood");
        assertTrue(page.textContent("main").contains("198.51.100.7"), page.textContent("main"));
        assertTrue(page.textContent("main").contains("a mail <b>of today</b>"));
        page.click("text=Take it in");
        page.waitForSelector("text=for your own organisation only");
        check(page, "share-taken");
        page.click("text=Share it with the community …");
        page.waitForSelector("h2:has-text('Who sees it')");
        page.click("button:has-text('Share')");
        page.waitForSelector("h1:has-text('Shared')");
        check(page, "share-shared");
        page.navigate(base() + "/share");
        check(page, "share-batches");
        page.context().close();
    }

    @Test
    @Order(6)
    void keepsTheChosenColoursWithoutScript() {
        Page page = browser.orElseThrow().open(ColorScheme.LIGHT, DESK, session);
        page.navigate(base() + "/ledger");
        page.click("button[value=dark]");
        page.waitForSelector("html[data-appearance=dark]");
        assertEquals(base() + "/ledger", page.url());
        assertEquals("true", page.getAttribute("button[value=dark]", "aria-pressed"));
        page.context().close();
    }

    @Test
    @Order(7)
    void checksTheLogOnDemand() {
        Page page = browser.orElseThrow().open(ColorScheme.DARK, DESK, session);
        page.navigate(base() + "/ledger?log=sample");
        page.click("text=Check the entries against it");
        page.waitForSelector("text=All entries lead to the signed root");
        check(page, "ledger-check");
        page.context().close();
    }

    @Test
    @Order(7)
    void keyboardReachesTheContentFirst() {
        Page page = browser.orElseThrow().open(ColorScheme.LIGHT, DESK, session);
        page.navigate(base() + "/");
        page.keyboard().press("Tab");
        assertEquals("Skip to content", page.evaluate("() => document.activeElement.textContent"));
        page.keyboard().press("Enter");
        assertEquals("main", page.evaluate("() => document.activeElement.id"));
        page.context().close();
    }

    @Test
    @Order(9)
    void signsOut() {
        Page page = browser.orElseThrow().open(ColorScheme.LIGHT, DESK, session);
        page.navigate(base() + "/");
        page.click("text=Sign out");
        page.waitForURL(base() + "/sign-in");
        Response after = page.navigate(base() + "/ledger");
        assertEquals(base() + "/sign-in", after.url(), "the session is over on the server too");
        page.context().close();
    }

    private void putHostileObject() throws Refused {
        put("""
                {"type":"indicator","spec_version":"2.1","id":"%s","created":"2026-10-01T00:00:00.000Z",
                "modified":"2026-10-01T00:00:00.000Z","name":"<img src=x onerror=alert(1)>",
                "description":"</div><script>alert(2)</script> {config:x} ${7*7} \\u202e",
                "labels":["\\"><svg onload=alert(3)>","ok"],"x_list":[{"a":"<b>"}],
                "pattern":"[url:value = 'javascript:alert(4)']","pattern_type":"stix","valid_from":"2026-10-01T00:00:00Z",
                "external_references":[{"source_name":"<i>a</i>","url":"javascript:alert(5)"},
                {"source_name":"b","url":"data:text/html,<script>alert(6)</script>"},
                {"source_name":"c","url":"https://user:pw@reports.example/"},
                {"source_name":"d","url":"https://reports.example/\\"onmouseover=alert(7)"},
                {"source_name":"e","url":"https://reports.example/ok"}]}""".formatted(HOSTILE));
    }

    private void put(String json) throws Refused {
        StixObject object = StixObject.parse(json.getBytes(StandardCharsets.UTF_8));
        var command = new SharingCommand.Objects("b-test", "<script>source</script>", "stix");
        assertTrue(Sharing.await(sharing.put(logs.home(), List.of(object), command), SharingFixture.PATIENCE));
    }

    /** axe's rules of WCAG 2.2 A and AA and its best practices; nothing is excused. */
    static void check(Page page, String name) {
        try {
            picture(page, name);
            byte[] axe;
            try (var in = PagesInBrowserTest.class.getResourceAsStream("/axe/axe.min.js")) {
                axe = java.util.Objects.requireNonNull(in).readAllBytes();
            }
            // Evaluated through the debugger, which the page's content security policy does not reach.
            page.evaluate(new String(axe, StandardCharsets.UTF_8));
            Object result = page.evaluate("() => axe.run(document, {resultTypes: ['violations']})"
                    + ".then(r => r.violations.map(v => v.id + ': ' + v.help + ' at '"
                    + " + v.nodes.slice(0, 3).map(n => n.target.join(' ') + ' ' + n.failureSummary).join(' | ')))");
            assertEquals(List.of(), result, "violations on " + name + " " + page.url());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static void picture(Page page, String name) throws IOException {
        String folder = System.getProperty("commonwatch.screenshots", "");
        if (!folder.isEmpty()) {
            Files.createDirectories(Path.of(folder));
            page.screenshot(new Page.ScreenshotOptions()
                    .setPath(Path.of(folder, name + ".png"))
                    .setFullPage(true));
        }
    }

    private static String name(String path) {
        String name = path.replaceAll("--[0-9a-f-]{36}", "").replaceAll("[^a-z]+", "-");
        return name.equals("-") ? "new" : name.substring(1);
    }

    private String link() throws IOException, InterruptedException {
        String answer = Call.to(base(), "/api/v1/sign-in-links")
                .as(SampleNode.OWNER_TOKEN)
                .post("")
                .body();
        Map<?, ?> json = new ObjectMapper().readValue(answer, Map.class);
        String url = String.valueOf(json.get("url"));
        return base() + url.substring(url.indexOf("/sign-in"));
    }

    private String base() {
        String text = root.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }
}
