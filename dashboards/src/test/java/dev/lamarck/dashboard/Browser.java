package dev.lamarck.dashboard;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.logging.Level;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.openqa.selenium.By;
import org.openqa.selenium.JavascriptExecutor;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogEntry;
import org.openqa.selenium.logging.LogType;
import org.openqa.selenium.logging.LoggingPreferences;
import org.openqa.selenium.support.ui.WebDriverWait;

/** A Chromium of this machine for tests. Nothing is downloaded: where there is none, the test is skipped. */
public final class Browser implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome", "chrome");
    private static final List<String> DRIVERS = List.of("chromedriver");
    private static final List<String> USUAL = List.of(
            "/usr/bin",
            "/usr/local/bin",
            "/usr/lib/chromium",
            "/usr/lib/chromium-browser",
            "/snap/bin",
            "/opt/google/chrome",
            "/opt/homebrew/bin");

    private final ChromeDriver driver;

    private Browser(ChromeDriver driver) {
        this.driver = driver;
    }

    /** Opens a browser without a window, or skips the test that asks for it. */
    public static Browser open() {
        Optional<Path> browser = find(BROWSERS);
        Optional<Path> chromedriver = find(DRIVERS);
        Assumptions.assumeTrue(browser.isPresent(), "no Chromium or Chrome in PATH or the usual places");
        Assumptions.assumeTrue(chromedriver.isPresent(), "no chromedriver in PATH or the usual places");
        ChromeOptions options = new ChromeOptions();
        options.setBinary(browser.orElseThrow().toFile());
        options.addArguments(
                "--headless=new",
                "--no-sandbox",
                "--disable-gpu",
                "--disable-dev-shm-usage",
                "--disable-background-networking",
                "--disable-component-update",
                "--disable-sync",
                "--no-first-run",
                // Charts are at once what they will be.
                "--force-prefers-reduced-motion",
                "--window-size=1280,1600");
        LoggingPreferences logs = new LoggingPreferences();
        logs.enable(LogType.BROWSER, Level.ALL);
        options.setCapability("goog:loggingPrefs", logs);
        ChromeDriverService service = new ChromeDriverService.Builder()
                .usingDriverExecutable(chromedriver.orElseThrow().toFile())
                .build();
        return new Browser(new ChromeDriver(service, options));
    }

    public void visit(String address) {
        driver.get(address);
    }

    public ChromeDriver driver() {
        return driver;
    }

    /** What the page says, as a person reads it. */
    public String text() {
        return driver.findElement(By.tagName("body")).getText();
    }

    public WebElement element(String id) {
        return driver.findElement(By.id(id));
    }

    /** The value of a JavaScript expression. */
    public Object value(String expression) {
        return ((JavascriptExecutor) driver).executeScript("return " + expression);
    }

    /** Waits until a JavaScript expression is true. */
    public void await(String expression) {
        new WebDriverWait(driver, PATIENCE, Duration.ofMillis(50))
                .withMessage(expression)
                .until(any -> Boolean.TRUE.equals(value("Boolean(" + expression + ")")));
    }

    /** A property of a chart's series, by the chart's id: a list with an entry for each series. */
    public Object series(String chart, String property) {
        return value(seriesOf(chart) + ".map(s => s.%s)".formatted(property));
    }

    /** An expression of a chart's series; ECharts leaves a null where one was taken away. */
    static String seriesOf(String chart) {
        return "echarts.getInstanceByDom(document.getElementById('%s')).getOption().series.filter(Boolean)"
                .formatted(chart);
    }

    /** What the console shows in red or yellow since it was asked last. */
    public List<String> complaints() {
        return driver.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(LogEntry::toString)
                .toList();
    }

    @Override
    public void close() {
        driver.quit();
    }

    private static Optional<Path> find(List<String> names) {
        List<String> folders = new ArrayList<>();
        String path = System.getenv("PATH");
        if (path != null) {
            folders.addAll(List.of(path.split(java.io.File.pathSeparator)));
        }
        folders.addAll(USUAL);
        return folders.stream()
                .filter(folder -> !folder.isBlank())
                .flatMap(folder -> names.stream().map(name -> Path.of(folder, name)))
                .flatMap(file -> Files.isExecutable(file) ? Stream.of(file) : Stream.empty())
                .findFirst();
    }
}
