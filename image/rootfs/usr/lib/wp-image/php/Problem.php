<?php

namespace WpImage;

/** What a setting's value must be. The message is shown to the operator and never holds the value. */
final class Problem extends \Exception
{
}
