using Qwen3Tts.ServiceDefaults.Hosting;
using Qwen3Tts.TextFrontend.Hosting;

var builder = WebApplication.CreateBuilder(args);
builder.AddFleetDefaults("text-frontend").AddWorkerSecurity().AddTextFrontend();

var app = builder.Build();
app.MapFleetDefaults().MapTextFrontend();
app.Run();
