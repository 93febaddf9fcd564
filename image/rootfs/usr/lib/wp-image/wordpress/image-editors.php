<?php
/**
 * WordPress's two editors of pictures, which take turns (hooks/image-turns.php).
 */

namespace WpImage;

final class TurningImagick extends \WP_Image_Editor_Imagick {
	use TakesTurns;
}

final class TurningGd extends \WP_Image_Editor_GD {
	use TakesTurns;
}
