package dev.lamarck.train.explain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lamarck.train.architecture.ImageShape;
import java.awt.image.BufferedImage;
import java.io.IOException;
import java.nio.file.Path;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class AttributionImageTest {

    private static final int MARGIN = 12;
    private static final int PANEL = 280;
    private static final int RGB = 0xffffff;

    @ParameterizedTest
    @CsvSource({
        "1, 8, 8, 280, 280",
        "1, 28, 28, 280, 280",
        "3, 32, 32, 288, 288",
        "3, 20, 40, 280, 140",
        "1, 300, 300, 300, 300"
    })
    void enlargesByAWholeFactor(
            int channels, int height, int width, int panelWidth, int panelHeight, @TempDir Path folder)
            throws IOException {
        ImageShape shape = new ImageShape(channels, height, width);
        Path file = folder.resolve("image.png");

        new AttributionImage(shape, 255)
                .write(new byte[shape.size()], new Attribution(new double[shape.size()], null), true, file);

        BufferedImage image = ImageIO.read(file.toFile());
        assertThat(image.getWidth()).isEqualTo(2 * panelWidth + MARGIN + 4 * MARGIN);
        assertThat(image.getHeight()).isEqualTo(panelHeight + 2 * MARGIN);
    }

    @Test
    void redSpeaksForAndBlueAgainst() {
        ImageShape shape = new ImageShape(1, 2, 2);
        byte[] pixels = {16, 8, 0, 0};
        Attribution attribution = new Attribution(new double[] {3, -3, 0, 1}, null);

        BufferedImage image = new AttributionImage(shape, 16).draw(pixels, attribution, true);

        int heat = 2 * MARGIN + PANEL;
        assertThat(at(image, MARGIN, MARGIN)).isEqualTo(0xffffff);
        assertThat(at(image, MARGIN + PANEL / 2, MARGIN)).isEqualTo(0x7f7f7f);
        assertThat(at(image, MARGIN, MARGIN + PANEL / 2)).isEqualTo(0);
        assertThat(at(image, heat, MARGIN)).isEqualTo(0xb2182b);
        assertThat(at(image, heat + PANEL / 2, MARGIN)).isEqualTo(0x2166ac);
        assertThat(at(image, heat, MARGIN + PANEL / 2)).isEqualTo(0xffffff);
    }

    @Test
    void coloursKeepTheirChannels() {
        byte[] red = {(byte) 200, 0, 0};

        BufferedImage image = new AttributionImage(new ImageShape(3, 1, 1), 255)
                .draw(red, new Attribution(new double[3], null), false);

        assertThat(at(image, MARGIN, MARGIN)).isEqualTo(200 << 16);
    }

    private static int at(BufferedImage image, int x, int y) {
        return image.getRGB(x, y) & RGB;
    }
}
